/** Devices nobody here wrote: the programs of Debian's mosquitto-clients, and the command lines of the protocol's page. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { brokerRig, secretOf, type BrokerRig } from './testing/broker-rig.ts'

const run = promisify(execFile)
const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/protocols/mqtt.md'), 'utf8')
const examples = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, script]) => script ?? '')

const isThere = ['mosquitto_pub', 'mosquitto_sub'].every(program => spawnSync(program, ['--help']).error === undefined)
if (!isThere) console.log('skipped: mosquitto_pub is not installed (Debian: apt-get install mosquitto-clients)')

interface Said {
  code: unknown
  stderr: string
}

/** Runs a program as device `a` unless told otherwise; resolves to its exit code and what it complained of. */
async function say(rig: BrokerRig, parameters: readonly string[], login = ['-u', 'a', '-P', secretOf('a')]): Promise<Said> {
  const all = ['-h', '127.0.0.1', '-p', String(rig.port()), '-q', '1', ...login, ...parameters]
  return run('mosquitto_pub', all).then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: Said) => ({ code: error.code, stderr: error.stderr }),
  )
}

describe.skipIf(!isThere)('mosquitto', () => {
  test('publishes its own events and is refused without good credentials', async () => {
    const rig = await brokerRig()
    expect(await say(rig, ['-t', 'ozon/device/a/event', '-m', 'one'])).toEqual({ code: 0, stderr: '' })
    expect(rig.heard.all).toEqual(['a event one'])
    const anonymous = await say(rig, ['-t', 'ozon/device/a/event', '-m', 'two'], [])
    expect(anonymous).toMatchObject({ code: 5, stderr: expect.stringContaining('not authorised') })
    const wrong = await say(rig, ['-t', 'ozon/device/a/event', '-m', 'two'], ['-u', 'a', '-P', 'wrong'])
    expect(wrong).toMatchObject({ code: 4, stderr: expect.stringContaining('bad user name or password') })
    expect(rig.heard.all).toEqual(['a event one'])
  })

  test('a device named after its MAC address speaks as the ozone document prints it', async () => {
    const [rig, mac] = [await brokerRig(), '3C:8A:1F:A4:3E:C4']
    rig.addToken(mac)
    const payload = `{"device_id":"${mac}","event_type":"BASIC","timestamp":"2026-01-20T10:30:00Z","count_basic":1,"count_standard":0,"count_premium":0}`
    const login = ['-u', mac, '-P', secretOf(mac)]
    expect(await say(rig, ['-t', `ozon/device/${mac}/event`, '-m', payload], login)).toEqual({ code: 0, stderr: '' })
    expect(rig.heard.all).toEqual([`${mac} event ${payload}`])
    const lower = mac.toLowerCase()
    expect((await say(rig, ['-t', `ozon/device/${lower}/event`, '-m', payload], login)).code).not.toBe(0)
  })

  test.each([
    ["another's event", ['-t', 'ozon/device/b/event', '-m', 'x']],
    ['a retained command to another', ['-t', 'ozon/device/b/command', '-r', '-m', 'x']],
    ['a retained command to itself', ['-t', 'ozon/device/a/command', '-r', '-m', 'x']],
    ["another's will", ['-t', 'ozon/device/a/event', '-m', 'x', '--will-topic', 'ozon/device/b/status', '--will-payload', 'x']],
  ])('does not publish %s', async (_what, parameters) => {
    const rig = await brokerRig()
    expect((await say(rig, parameters)).code).not.toBe(0)
    expect(rig.heard.all).toEqual([])
  })

  test.each(['#', 'ozon/device/+/event', 'ozon/device/b/command'])('does not hear %s', async filter => {
    const rig = await brokerRig()
    const heard = await run('mosquitto_sub', [
      ...['-h', '127.0.0.1', '-p', String(rig.port()), '-u', 'a', '-P', secretOf('a'), '-t', filter],
    ]).then(
      ({ stderr }) => stderr,
      (error: Said) => error.stderr,
    )
    expect(heard).toContain('All subscription requests were denied')
  })

  test('the command lines of the page work as printed', async () => {
    const rig = await brokerRig()
    rig.addToken('ozon-1', 'token-of-ozon-1-0123456789')
    const [publishing = '', listening = '', ...more] = examples.map(script => script.replaceAll('-p 1883', `-p ${rig.port()}`))
    expect(more).toEqual([])
    const environment = { ...process.env, TOKEN: 'token-of-ozon-1-0123456789' }
    await run('sh', ['-e', '-c', publishing], { env: environment })
    const message = await rig.heard.next()
    expect(message).toMatchObject({ deviceId: 'ozon-1', kind: 'status' })
    expect(JSON.parse(Buffer.from(message.payload).toString('utf8'))).toMatchObject({ device_id: 'ozon-1' })

    const listener = spawn('sh', ['-e', '-c', `exec ${listening}`], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void listener.kill())
    const command = { id: '1', deadline: '2026-01-20T10:31:00.000Z' }
    await vi.waitFor(() => rig.broker.publishCommand('ozon-1', command), { timeout: 15_000 })
    const [line] = await once(createInterface(listener.stdout), 'line')
    expect(line).toBe(`ozon/device/ozon-1/command ${JSON.stringify(command)}`)
  })
})
