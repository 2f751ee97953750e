/** Every serial reader on a pseudo terminal through serialport: the bytes come as the operating system cuts them. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net, { type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog, systemClock, type Clock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { listeners } from '../../io/listeners.ts'
import { streamsFor } from '../../io/open-stream.ts'
import { debounceMs } from './debounce.ts'
import { em18Reader } from './drivers/em18/driver.ts'
import { id12Reader } from './drivers/id12/driver.ts'
import { newlineReader } from './drivers/newline/driver.ts'
import { qrReader } from './drivers/qr/driver.ts'
import { rdm6300Reader } from './drivers/rdm6300/driver.ts'
import { usbDeskReader } from './drivers/usb-desk/driver.ts'
import { wiegandDecimalReader } from './drivers/wiegand-decimal/driver.ts'
import { wiegandHexReader } from './drivers/wiegand-hex/driver.ts'
import type { ReaderPort } from './port.ts'
import type { SerialReaderOptions } from './serial-reader.ts'
import { silenceMs } from './silence.ts'

const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0
if (!hasSocat) process.stdout.write('readers on a pseudo terminal: skipped, socat is not installed\n')

/** A pseudo terminal at `link` and the device's end of it. */
async function plugIn(): Promise<{ link: string; device: Socket }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-pty-'))
  const [link, socketPath] = [path.join(folder, 'tty'), path.join(folder, 'reader.sock')]
  const server = net.createServer().listen(socketPath)
  await once(server, 'listening')
  const connected: Promise<[Socket]> = new Promise(resolve => server.once('connection', (socket: Socket) => resolve([socket])))
  const socat = spawn('socat', [`pty,raw,echo=0,link=${link}`, `unix-connect:${socketPath}`], { stdio: 'ignore' })
  const [device] = await connected
  device.on('error', () => undefined)
  onTestFinished(() => {
    device.destroy()
    server.close()
    socat.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return { link, device }
}

/** A ready reader at `link`. `arrived` resolves when so many bytes in all have come through the port. */
async function startReader(make: (options: SerialReaderOptions) => ReaderPort, link: string, clock: Clock) {
  const arrivals = listeners<number>()
  let count = 0
  const streams = () => {
    const stream = streamsFor(link, { baud: 9_600 })()
    return {
      path: stream.path,
      get isOpen() {
        return stream.isOpen
      },
      open: () => stream.open(),
      write: (bytes: Uint8Array) => stream.write(bytes),
      close: () => stream.close(),
      subscribe: (listener: Parameters<typeof stream.subscribe>[0]) =>
        stream.subscribe(event => {
          listener(event)
          if (event.kind === 'data') arrivals.tell((count += event.bytes.length))
        }),
    }
  }
  const reader = make({ streams, clock, log: silentLog(), random: () => 0 })
  onTestFinished(() => reader.stop())
  const seen: string[] = []
  const ready = new Promise<void>(resolve => {
    reader.subscribe(event => {
      if (event.kind === 'card') seen.push(event.cardId)
      if (event.kind === 'status' && event.status.state === 'ready') resolve()
    })
  })
  reader.start()
  await ready
  const arrived = (total: number) =>
    new Promise<void>(resolve => {
      if (count >= total) return resolve()
      const detach = arrivals.add(now => {
        if (now < total) return
        detach()
        resolve()
      })
    })
  return { reader, seen, arrived }
}

const models = [
  ['em18', em18Reader, '3C00CE754CCB', '62E3086CED08', '0013530444', '0000552173'],
  ['rdm6300', rdm6300Reader, '\x023C00CE754CCB\x03', '\x0262E3086CED08\x03', '0013530444', '0000552173'],
  ['id12', id12Reader, '\x023C00CE754CCB\r\n\x03', '\x0262E3086CED08\r\n\x03', '0013530444', '0000552173'],
  [
    'usb-desk',
    usbDeskReader,
    '\x02\n\x02\x3c\x00\xce\x75\x4c\xc3\x03',
    '\x02\n\x02\x2e\x00\xb6\xd7\xb5\xf2\x03',
    '0013530444',
    '0011982773',
  ],
  ['wiegand-hex', wiegandHexReader, 'CE754C\r', '086CED\r', '0013530444', '0000552173'],
  ['wiegand-decimal', wiegandDecimalReader, '0013530444\r\n', '3808980205\r\n', '0013530444', '0000552173'],
  ['newline', newlineReader, 'CARD:A1:member\n', '{"id":"B2"}\n', 'A1', 'B2'],
  ['qr', qrReader, 'T-0001\r', 'T-0002\r', 'T-0001', 'T-0002'],
] as const

test.skipIf(!hasSocat).each(models)(
  '%s: two cards in turn, each read cut at every byte',
  async (_, make, first, second, firstId, secondId) => {
    const { link, device } = await plugIn()
    const clock = new ManualClock()
    const { seen, arrived } = await startReader(make, link, clock)
    let sent = 0
    const send = async (text: string) => {
      device.write(text, 'latin1')
      await arrived((sent += text.length))
    }
    const expected: string[] = []
    for (let at = 1; at < first.length; at++) {
      await send(first.slice(0, at))
      await send(first.slice(at))
      await clock.advance(silenceMs)
      await send(second)
      await clock.advance(silenceMs)
      expected.push(firstId, secondId)
      await clock.advance(debounceMs)
    }
    expect(seen).toEqual(expected)
  },
  20_000,
)

test.skipIf(!hasSocat)(
  'em18: real silence ends a read',
  async () => {
    const { link, device } = await plugIn()
    const { reader } = await startReader(em18Reader, link, systemClock)
    const read = new Promise(resolve => {
      reader.subscribe(event => {
        if (event.kind === 'card') resolve(event)
      })
    })
    device.write('3C00CE754CCB', 'latin1')
    expect(await read).toEqual({ kind: 'card', cardId: '0013530444', raw: '3C00CE754CCB' })
  },
  20_000,
)
