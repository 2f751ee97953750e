import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import net, { type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { StreamEvent } from './byte-stream.ts'
import { DeviceFileStream } from './device-file.ts'
import { streamsFor } from './open-stream.ts'
import { SerialStream } from './serial.ts'

const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0
if (!hasSocat) process.stdout.write('device files on a pseudo terminal: skipped, socat is not installed\n')
const isPosix = process.platform !== 'win32'
if (!isPosix) process.stdout.write('device files: skipped, Windows has none\n')

function ownFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-device-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function device(): Promise<{ path: string; far: Socket; gone: Promise<unknown> }> {
  const folder = ownFolder()
  const [link, socket] = [path.join(folder, 'lp0'), path.join(folder, 'far.sock')]
  const server = net.createServer().listen(socket)
  await once(server, 'listening')
  const connected = once(server, 'connection')
  const socat = spawn('socat', [`pty,raw,echo=0,link=${link}`, `unix-connect:${socket}`], { stdio: 'ignore' })
  const [far] = (await connected) as [Socket]
  far.on('error', () => undefined)
  onTestFinished(() => {
    far.destroy()
    socat.kill()
    server.close()
  })
  return { path: link, far, gone: once(socat, 'exit') }
}

function next(stream: DeviceFileStream): Promise<StreamEvent> {
  return new Promise(resolve => {
    const detach = stream.subscribe(event => {
      detach()
      resolve(event)
    })
  })
}

async function opened(at: string): Promise<DeviceFileStream> {
  const stream = new DeviceFileStream(at)
  onTestFinished(() => stream.close())
  await stream.open()
  return stream
}

test.skipIf(!hasSocat)('carries bytes both ways, and says that the device is gone when it is written to', async () => {
  const { path: at, far, gone } = await device()
  const stream = await opened(at)
  const heard = once(far, 'data')
  await stream.write(Uint8Array.of(0x10, 0x04, 0x01))
  expect((await heard)[0]).toEqual(Buffer.from([0x10, 0x04, 0x01]))
  const data = next(stream)
  far.write(Uint8Array.of(0x12))
  expect(await data).toEqual({ kind: 'data', bytes: Uint8Array.of(0x12) })
  const closed = next(stream)
  far.destroy()
  await gone
  await expect(stream.write(Uint8Array.of(0x10, 0x04, 0x01))).rejects.toMatchObject({ code: 'port_failed' })
  expect(await closed).toMatchObject({ kind: 'closed' })
  expect(stream.isOpen).toBe(false)
  await expect(stream.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'port_closed' })
  await expect(stream.open()).rejects.toMatchObject({ code: 'port_unavailable' })
})

test.skipIf(!hasSocat)('a device that stops taking bytes: what follows is refused, and closing ends the write', async () => {
  const { path: at, far } = await device()
  far.pause()
  const stream = await opened(at)
  const flood = stream.write(Buffer.alloc(16 * 1024 * 1024)).catch((error: unknown) => error)
  await expect(stream.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'port_congested' })
  await stream.close()
  expect(await flood).toMatchObject({ code: 'port_failed' })
})

test.skipIf(!isPosix)('what is not there or is no device is an error of opening', async () => {
  const folder = ownFolder()
  const file = path.join(folder, 'plain')
  writeFileSync(file, 'x')
  await expect(new DeviceFileStream(path.join(folder, 'none')).open()).rejects.toMatchObject({ code: 'port_unavailable', retryable: true })
  await expect(new DeviceFileStream(file).open()).rejects.toThrow('is not a device')
})

test.skipIf(!isPosix)('closed before it opened, it never opens', async () => {
  const stream = new DeviceFileStream('/dev/null')
  const opening = stream.open()
  await stream.close()
  await expect(opening).rejects.toMatchObject({ code: 'port_unavailable' })
})

test('the files of USB printers are device files, everything else without tcp is a serial port', () => {
  for (const port of ['/dev/usb/lp0', '/dev/usblp1', '/dev/lp0'])
    expect(streamsFor(port, { baud: 9_600 })()).toBeInstanceOf(DeviceFileStream)
  for (const port of ['/dev/ttyUSB0', 'COM7', '/dev/lpx']) expect(streamsFor(port, { baud: 9_600 })()).toBeInstanceOf(SerialStream)
})

test.skipIf(!isPosix)('a link is what it points to by now', () => {
  const link = path.join(ownFolder(), 'printer')
  const streams = streamsFor(link, { baud: 9_600 })
  expect(streams()).toBeInstanceOf(SerialStream)
  symlinkSync('/dev/null', link)
  expect(streams()).toBeInstanceOf(SerialStream)
})
