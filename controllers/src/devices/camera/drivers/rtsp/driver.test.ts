import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { closeLog, type Log, ManualClock, openLog, silentLog } from '@palang/kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { PlayedRtspCamera } from '../../../../../../simulator/src/cameras/rtsp-camera.ts'
import { cameraContract, type CameraRig } from '../../contract.ts'
import { picture } from '../../ip-camera-rig.test-support.ts'
import { stepBoth } from '../../real-rig.test-support.ts'
import { streamDelays } from '../../streamed-camera.ts'
import { ffmpegArgs, rtspCamera } from './driver.ts'

const hasProgram = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).error === undefined
if (!hasProgram) process.stdout.write('RTSP camera through ffmpeg: skipped, ffmpeg is not installed\n')

vi.setConfig({ testTimeout: 60_000 })

/** Stands for ffmpeg: notes that it runs, and then does what the file `orders` in its folder says. */
const standIn = `
const fs = require('node:fs'), path = require('node:path')
const [folder, picture] = process.argv.slice(1)
fs.writeFileSync(path.join(folder, process.pid + '.ran'), '')
const orders = fs.readFileSync(path.join(folder, 'orders'), 'utf8')
const jpeg = Buffer.from(picture, 'base64')
const dies = text => { process.stderr.write(text); process.exitCode = 1 }
if (orders === 'unplugged') dies('[tcp @ 0x5] ignored\\n[rtsp @ 0x55d] rtsp://admin:hunter2@10.0.0.9/live?pwd=hunter2: Connection refused\\n')
else if (orders === 'wrong login') dies('[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized\\nrtsp://admin:hunter2@10.0.0.9: Server returned 401')
else if (orders === 'unlike itself') dies('password hunter2 is wrong')
else {
  if (orders === 'deaf') process.on('SIGTERM', () => undefined)
  if (orders === 'endless') setInterval(() => process.stdout.write(Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(3e6, 7)])), 20)
  else if (orders === 'hang') setInterval(() => undefined, 1000)
  else setInterval(() => fs.readFileSync(path.join(folder, 'orders'), 'utf8') === 'unplugged' ? process.exit(1) : process.stdout.write(jpeg), 20)
}
`

function standInRig(
  log: Log = silentLog(),
): CameraRig & { order(orders: string): void; pids(): number[]; until(holds: () => boolean): Promise<void>; end(): Promise<void> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-rtsp-'))
  const order = (orders: string) => writeFileSync(path.join(folder, 'orders'), orders)
  order('work')
  const clock = new ManualClock()
  const program = { path: process.execPath, args: ['-e', standIn, folder, Buffer.from(picture).toString('base64')] }
  const camera = rtspCamera({ url: 'rtsp://admin:hunter2@10.0.0.9/live?pwd=hunter2', clock, log, program })
  const pids = () => readdirSync(folder).flatMap(name => (name.endsWith('.ran') ? [Number(name.slice(0, -4))] : []))
  let most = 0
  const step = async () => {
    await stepBoth(clock)
    most = Math.max(most, pids().filter(isAlive).length)
  }
  return {
    camera,
    order,
    pids,
    step,
    plug: on => order(on ? 'work' : 'unplugged'),
    mostProducers: () => most,
    async until(holds) {
      for (let steps = 0; !holds(); steps++) {
        if (steps > 2_000) throw new Error('what was waited for never came')
        await step()
      }
    },
    end: () => Promise.resolve(rmSync(folder, { recursive: true })),
  }
}

/** Also true of a process that has ended and that nobody has waited for. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function started(orders: string, log?: Log) {
  const rig = standInRig(log)
  rig.order(orders)
  onTestFinished(async () => {
    let isOver = false
    const stopping = rig.camera.stop().finally(() => (isOver = true))
    while (!isOver) await rig.step()
    await stopping
    expect(rig.pids().filter(isAlive)).toEqual([])
    await rig.end()
  })
  rig.camera.start()
  await rig.until(() => rig.camera.status().state !== 'connecting')
  return rig
}

cameraContract('rtsp, with a stand-in for ffmpeg', () => standInRig())

const realRig = async (): Promise<CameraRig> => {
  const clock = new ManualClock()
  let most = 0
  const played: PlayedRtspCamera = new PlayedRtspCamera({
    port: 0,
    login: { user: 'admin', password: 'p@ss' },
    changed: () => (most = Math.max(most, played.view().streams)),
  })
  await played.start()
  return {
    camera: rtspCamera({ url: played.url(), clock, log: silentLog() }),
    plug: on => (on ? played.plug() : played.unplug()),
    // ffmpeg takes a second to begin, and must not be taken for one that hangs.
    step: () => stepBoth(clock, 60),
    mostProducers: () => most,
    end: () => played.stop(),
  }
}
if (hasProgram) cameraContract('rtsp, with ffmpeg and a camera', realRig)

test.each([
  'http://10.0.0.9/x',
  'rtsp://',
  'rtsp://host/a b',
  "rtsp://host/'x",
  'rtsp://host/"x',
  'rtsp://host/\\x',
  '-i /etc/passwd',
  'rtsp://host/x\n-y',
  `rtsp://host/${'x'.repeat(500)}`,
])('%j is no address of a camera', url => {
  expect(() => rtspCamera({ url, clock: new ManualClock(), log: silentLog() })).toThrow(expect.objectContaining({ code: 'port_malformed' }))
})

test('the address is one argument, and the transport is TCP', () => {
  const url = 'rtsp://admin:p%20w@10.0.0.9:554/Streaming/Channels/102?transportmode=unicast&profile=1;x=$(y)'
  const args = ffmpegArgs(url)
  expect(args.filter(arg => arg.includes('rtsp://'))).toEqual([url])
  expect(args.join(' ')).toContain('-rtsp_transport tcp')
})

test('a missing program is a fault that says what to install', async () => {
  const clock = new ManualClock()
  const camera = rtspCamera({ url: 'rtsp://10.0.0.9/', clock, log: silentLog(), program: { path: 'palang-no-such-program', args: [] } })
  camera.start()
  for (let steps = 0; camera.status().state === 'connecting' && steps < 400; steps++) await stepBoth(clock)
  expect(camera.status()).toEqual({ state: 'fault', reason: 'ffmpeg is not installed on this computer; rtsp cameras need it' })
  await camera.stop()
})

test('a process that gives no picture is ended, and another one is begun', async () => {
  const rig = await started('work')
  rig.camera.watch(() => undefined)
  await rig.until(() => rig.pids().length === 2)
  rig.order('unplugged')
  await rig.until(() => rig.camera.status().state === 'disconnected')
  rig.order('hang')
  await rig.until(() => rig.pids().some(isAlive))
  const hanging = rig.pids().filter(isAlive)
  await rig.until(() => JSON.stringify(rig.camera.status()).includes(`no picture for ${streamDelays.silenceMs} ms`))
  rig.order('work')
  await rig.until(() => rig.camera.status().state === 'ready')
  expect(hanging.filter(isAlive)).toEqual([])
  expect(rig.mostProducers()).toBe(1)
})

test('a process that does not hear that it should end is killed', async () => {
  const rig = await started('deaf')
  rig.camera.watch(() => undefined)
  await rig.until(() => rig.pids().some(isAlive))
  const deaf = rig.pids().filter(isAlive)
  let isOver = false
  void rig.camera.stop().finally(() => (isOver = true))
  await rig.until(() => isOver)
  expect(deaf.filter(isAlive)).toEqual([])
})

test('a picture without an end costs the process', async () => {
  const rig = standInRig()
  rig.order('endless')
  rig.camera.start()
  await rig.until(() => rig.camera.status().state === 'disconnected')
  expect(rig.camera.status()).toMatchObject({ reason: expect.stringContaining('a picture has more than') })
  await rig.camera.stop()
  expect(rig.pids().filter(isAlive)).toEqual([])
  await rig.end()
})

test.each([
  ['unplugged', { state: 'disconnected', reason: 'ffmpeg: the camera: Connection refused' }],
  ['wrong login', { state: 'fault', reason: 'the camera refuses the login in its url' }],
  ['unlike itself', { state: 'disconnected', reason: 'the camera ended the stream' }],
])('%s: neither login nor address stand in status or log', async (orders, status) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-camera-'))
  const log = openLog({ name: 'gate_in', level: 'debug', directory: folder })
  const rig = await started(orders, log)
  expect(rig.camera.status()).toEqual(status)
  await closeLog(log)
  const told = readFileSync(path.join(folder, 'gate_in.log'), 'utf8')
  expect(told).toContain('no picture')
  expect(told + JSON.stringify(rig.camera.status())).not.toMatch(/hunter2|10\.0\.0\.9/)
  rmSync(folder, { recursive: true })
})

test('nothing of the controller’s secrets stands in the environment of the process', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-rtsp-'))
  const file = path.join(folder, 'environment')
  vi.stubEnv('PALANG_ADMIN_PASSWORD', 'hunter2')
  const clock = new ManualClock()
  const args = ['-e', `require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env))`]
  const camera = rtspCamera({ url: 'rtsp://10.0.0.9/', clock, log: silentLog(), program: { path: process.execPath, args } })
  camera.start()
  for (let steps = 0; camera.status().state === 'connecting' && steps < 400; steps++) await stepBoth(clock)
  await camera.stop()
  expect(existsSync(file)).toBe(true)
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})
