/** The bench as docs/operations/bringup.md tells it: a simulated device in one terminal, the tool in the other. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** A program one types to; what it has shown so far. */
function terminal(...words: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
  running.add(child)
  const ended = once(child, 'close')
  void ended.then(() => running.delete(child))
  child.stdin.on('error', () => undefined)
  let shown = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (shown += chunk.toString('utf8')))
  const type = (line: string) => child.stdin.write(`${line}\n`)
  return {
    shown: () => shown,
    sees: (text: string | RegExp) =>
      until(`the terminal to show ${text}`, () => (typeof text === 'string' ? shown.includes(text) : text.exec(shown)), {
        describe: () => shown,
      }),
    type,
    pipe: (text: string) => child.stdin.end(text),
    breakOff: () => child.kill('SIGINT'),
    async ended(): Promise<number | null> {
      await ended
      return child.exitCode
    },
    async end(): Promise<number | null> {
      type('quit')
      await ended
      return child.exitCode
    },
  }
}

const simulator = (file: string) => terminal('simulator/src/main.ts', '--device', file)
const bringup = (...words: string[]) => terminal('controllers/src/bringup/main.ts', ...words)

/** Both terminals on one file, connected by what the simulator says to type. */
async function bench(model: string) {
  const file = `config/bringup/${model}.yaml`
  const played = simulator(file)
  await played.sees(/--port \S+/)
  const port = /--port (\S+)/.exec(played.shown())?.[1] ?? ''
  const tool = bringup(file, '--port', port)
  await tool.sees('status ready')
  return { played, tool }
}

test('as it is printed: a car on the loop, a card, the barrier, and the cable', async () => {
  const { played, tool } = await bench('star-hash')
  tool.type('open 3000')
  await tool.sees(/> open 3000: sent/)
  played.type('loop1 on')
  await tool.sees('board  input loop1 on')
  played.type('button')
  await tool.sees('board  input ticket_button on')
  played.type('card CE754C')
  await tool.sees('board  card 0013530444')
  played.type('unplug')
  await tool.sees('board  status disconnected')
  tool.type('open 3000')
  await tool.sees('> open 3000: refused: the board is not connected')
  played.type('plug')
  await until('it to be there again', () => tool.shown().split('status ready').length > 2)
  played.type('state')
  await played.sees(/arm \w+, opened 1 times/)
  expect([await tool.end(), await played.end()]).toEqual([0, 0])
})

test('words from a pipe are carried out to the end, also one that takes its time', async () => {
  const tool = bringup('config/bringup/terminal-simulated.yaml')
  tool.pipe('wait ready\ncharge 10000\n')
  expect(await tool.ended()).toBe(0)
  expect(tool.shown()).toMatch(/> charge 10000: approved/)
})

test.skipIf(process.platform === 'win32')(
  'whoever breaks off does not wait for a word under way (Windows ends a program at once)',
  async () => {
    const tool = bringup('config/bringup/star-hash.yaml', '--port', '/dev/no-such-port')
    await tool.sees('there is no such port')
    tool.type('wait ready')
    tool.breakOff()
    expect(await tool.ended()).toBe(0)
    expect(tool.shown()).not.toContain('not seen')
  },
)

describe('what a technician types wrongly', () => {
  test.each([
    ['no file', [], 'usage: npm run bringup', 0],
    ['a file that is not there', ['config/bringup/kettle.yaml'], 'cannot be read', 2],
    ['a site file', ['config/simulated.yaml'], 'outlet', 2],
    ['a port for a device without one', ['config/bringup/terminal-simulated.yaml', '--port', 'COM3'], 'this device has none', 2],
    ['a port that cannot be one', ['config/bringup/star-hash.yaml', '--port', 'tcp://nowhere'], 'tcp://', 2],
  ])('%s', async (_what, words, text, code) => {
    const tool = bringup(...words)
    await tool.sees(text)
    expect(await tool.end()).toBe(code)
  })

  test('a device nobody plays is named, with those that are', async () => {
    const played = simulator('config/bringup/terminal-simulated.yaml')
    await played.sees('none of these devices is played')
    expect(await played.end()).toBe(2)
  })
})
