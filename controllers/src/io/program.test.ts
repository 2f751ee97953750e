import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { StreamEvent } from './byte-stream.ts'
import { programStreams } from './program.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-program-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A stream of a program with this text, and what it told; `said` resolves when its output contains `text`. */
function streamOf(name: string, source: string, environment?: Record<string, string>) {
  const file = path.join(folder, `${name}.mjs`)
  writeFileSync(file, source)
  const stream = programStreams(file, environment)()
  onTestFinished(() => stream.close())
  const events: StreamEvent[] = []
  let output = ''
  let changed: () => void = () => undefined
  stream.subscribe(event => {
    events.push(event)
    if (event.kind === 'data') output += Buffer.from(event.bytes).toString('utf8')
    changed()
  })
  const heard = async (isIt: () => boolean) => {
    while (!isIt()) await new Promise<void>(resolve => (changed = resolve))
  }
  return {
    stream,
    said: (text: string) => heard(() => output.includes(text)),
    closed: () => heard(() => events.at(-1)?.kind === 'closed'),
    events,
  }
}

test('what is written goes in, what is printed comes out, and its environment is given', async () => {
  const source = `process.stdout.write(process.env.GREETING); process.stdin.pipe(process.stdout)`
  const { stream, said } = streamOf('echo', source, { GREETING: 'hello' })
  await stream.open()
  expect(stream.isOpen).toBe(true)
  await said('hello')
  await stream.write(Buffer.from('one '))
  await stream.write(Buffer.from('two'))
  await said('one two')
})

test('a program that ends is a connection lost, for the reason it gave', async () => {
  const { stream, closed, events } = streamOf('quarrel', `process.stderr.write('no such thing\\n'); process.exitCode = 3`)
  await stream.open()
  await closed()
  expect(events).toEqual([{ kind: 'closed', reason: 'no such thing' }])
  expect(stream.isOpen).toBe(false)
  await expect(stream.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'port_closed' })
})

test('a program that ends without a word is told by its code', async () => {
  const { stream, closed, events } = streamOf('silent', `process.exitCode = 7`)
  await stream.open()
  await closed()
  expect(events).toEqual([{ kind: 'closed', reason: 'ended with code 7' }])
})

test('closing ends a program that does not even listen', async () => {
  const { stream, said, events } = streamOf(
    'stuck',
    `process.stdout.write('stuck', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))`,
  )
  await stream.open()
  await said('stuck')
  await stream.close()
  await stream.close()
  expect(events.at(-1)).toEqual({ kind: 'closed', reason: 'closed by us' })
  await expect(stream.open()).rejects.toMatchObject({ code: 'port_unavailable' })
})

test('closed while it is being opened it never opens', async () => {
  const { stream } = streamOf('late', `process.stdin.resume()`)
  const opening = stream.open()
  await Promise.all([expect(opening).rejects.toMatchObject({ code: 'port_unavailable' }), stream.close()])
  expect(stream.isOpen).toBe(false)
})
