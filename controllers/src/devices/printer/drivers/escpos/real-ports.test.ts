/** The driver on ports of the operating system: TCP, and a pseudo terminal as a serial port and as a device file. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net, { type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { DeviceFileStream } from '../../../../io/device-file.ts'
import { streamsFor } from '../../../../io/open-stream.ts'
import { ticketJob } from '../../contract.ts'
import { EscposPrinter } from './driver.ts'
import { FakePrinter } from './fake-printer.test-support.ts'

const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0
if (!hasSocat) process.stdout.write('escpos on a pseudo terminal: skipped, socat is not installed\n')

/** A printer behind a listening socket; the last one to connect has it. */
function servePrinter(server: Server): { fake: FakePrinter; hangUp(): void } {
  let current: Socket | undefined
  const fake = new FakePrinter({ send: bytes => current?.write(bytes) })
  server.on('connection', socket => {
    current = socket
    socket.on('data', bytes => fake.receive(bytes))
    socket.on('error', () => undefined)
  })
  onTestFinished(() => {
    current?.destroy()
    server.close()
  })
  return { fake, hangUp: () => current?.destroy() }
}

function startPrinter(streams: StreamFactory) {
  const printer = new EscposPrinter({ streams, clock: systemClock, log: silentLog(), widthMm: 58, language: 'id', random: () => 0 })
  onTestFinished(() => printer.stop())
  const until = (state: string): Promise<void> =>
    new Promise(resolve => {
      const detach = printer.subscribe(({ status }) => {
        if (status.state !== state) return
        detach()
        resolve()
      })
    })
  return { printer, until }
}

/** Prints, loses the printer in mid-job, finds it again: the same story on every kind of port. The tickets that came out. */
async function story(
  { fake, hangUp }: ReturnType<typeof servePrinter>,
  { printer, until }: ReturnType<typeof startPrinter>,
  plugIn: () => Promise<void>,
): Promise<string[]> {
  expect(await printer.print(ticketJob('T-01'))).toEqual({ ok: true })
  expect(fake.sheets.map(sheet => sheet.codes)).toEqual([['T-01']])
  fake.isSlow = true
  fake.takesOnly(150, hangUp)
  const lost = until('disconnected')
  expect(await printer.print(ticketJob('T-02'))).toMatchObject({ ok: false, moved: 'maybe' })
  await lost
  fake.takesOnly(Number.POSITIVE_INFINITY)
  fake.isSlow = false
  const back = until('ready')
  await plugIn()
  await back
  expect(fake.sheets).toHaveLength(1)
  expect(await printer.reprint('T-02')).toEqual({ ok: true })
  expect(fake.sheets[1]).toMatchObject({ codes: ['T-02'], text: expect.stringContaining('SALINAN') })
  fake.paper(false)
  expect(await printer.print(ticketJob('T-03'))).toMatchObject({ ok: false, message: 'no paper', moved: 'no' })
  return fake.sheets.flatMap(sheet => sheet.codes)
}

test('over TCP', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const served = servePrinter(server)
  const started = startPrinter(streamsFor(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, { baud: 9_600 }))
  const ready = started.until('ready')
  started.printer.start()
  await ready
  expect(await story(served, started, () => Promise.resolve())).toEqual(['T-01', 'T-02'])
})

test.skipIf(!hasSocat).each([
  ['a serial port', (link: string) => streamsFor(link, { baud: 115_200 })],
  ['a device file', (link: string) => () => new DeviceFileStream(link)],
])('on a pseudo terminal as %s', async (_, streamsOf) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-printer-'))
  const [link, socket] = [path.join(folder, 'lp0'), path.join(folder, 'printer.sock')]
  const server = net.createServer().listen(socket)
  await once(server, 'listening')
  const served = servePrinter(server)
  let socat: ChildProcess | undefined
  const plugIn = async (): Promise<void> => {
    const gone = socat === undefined || socat.exitCode !== null ? Promise.resolve() : once(socat, 'exit')
    await gone
    const connected = once(server, 'connection')
    socat = spawn('socat', [`pty,raw,echo=0,link=${link}`, `unix-connect:${socket}`], { stdio: 'ignore' })
    await connected
  }
  onTestFinished(() => {
    socat?.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const started = startPrinter(streamsOf(link))
  const absent = started.until('disconnected')
  started.printer.start()
  await absent
  const ready = started.until('ready')
  await plugIn()
  await ready
  expect(await story(served, started, plugIn)).toEqual(['T-01', 'T-02'])
})
