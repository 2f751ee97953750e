/** The driver on ports of the operating system: a TCP peer, and a pseudo terminal through serialport. */
import { ReadlineParser } from '@serialport/parser-readline'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net, { type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { streamsFor } from '../../../../io/open-stream.ts'
import { BarrierModel } from '../../barrier-model.ts'
import type { BoardEvent } from '../../port.ts'
import { PalangLineGate } from './gate-driver.ts'
import { TestBoard } from './firmware.test-support.ts'

const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0
if (!hasSocat) process.stdout.write('palang-line on a pseudo terminal: skipped, socat is not installed\n')

/** A board behind a listening socket; the last one to connect has it. */
function serveBoard(server: Server): { model: BarrierModel; peer: TestBoard; hangUp(): void } {
  let current: Socket | undefined
  const model = new BarrierModel({ clock: systemClock, travelMs: 50 })
  const peer = new TestBoard({ clock: systemClock, model, send: text => current?.write(text, 'latin1') })
  server.on('connection', socket => {
    current = socket
    // The field's own parser reads what we send, so that our lines are checked by somebody else's framing too.
    const lines = socket.pipe(new ReadlineParser({ delimiter: '\n', encoding: 'latin1', includeDelimiter: true }))
    lines.on('data', (line: string) => peer.receive(Buffer.from(line, 'latin1')))
    socket.on('error', () => undefined)
  })
  onTestFinished(() => {
    current?.destroy()
    server.close()
  })
  return { model, peer, hangUp: () => current?.destroy() }
}

function startBoard(port: string): { board: PalangLineGate; until(wanted: (event: BoardEvent) => boolean): Promise<BoardEvent> } {
  const board = new PalangLineGate({ streams: streamsFor(port, { baud: 115_200 }), clock: systemClock, log: silentLog(), random: () => 0 })
  onTestFinished(() => board.stop())
  const until = (wanted: (event: BoardEvent) => boolean): Promise<BoardEvent> =>
    new Promise(resolve => {
      const detach = board.subscribe(event => {
        if (!wanted(event)) return
        detach()
        resolve(event)
      })
    })
  return { board, until }
}

const isState = (state: string) => (event: BoardEvent) => event.kind === 'status' && event.status.state === state
const isAt = (position: string) => (event: BoardEvent) => event.kind === 'barrier' && event.position === position

test('over TCP: connects, opens, loses the peer and finds it again', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { model, peer, hangUp } = serveBoard(server)
  const { board, until } = startBoard(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const ready = until(isState('ready'))
  board.start()
  await ready
  const closed = until(isAt('closed'))
  expect(await board.open(50)).toMatchObject({ ok: true })
  await closed
  const lost = until(isState('disconnected'))
  const back = until(isState('ready'))
  hangUp()
  await lost
  expect(await board.open(50)).toMatchObject({ ok: false, moved: 'no' })
  await back
  const occupied = until(event => event.kind === 'input')
  model.set('loop1', true)
  expect(await occupied).toEqual({ kind: 'input', input: 'loop1', on: true })
  expect(peer.acted).toEqual(['OPEN'])
})

/** A board at a pseudo terminal that can be unplugged. */
async function ptyBoard() {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-pty-'))
  const [link, socket] = [path.join(folder, 'tty'), path.join(folder, 'board.sock')]
  const server = net.createServer().listen(socket)
  await once(server, 'listening')
  const { model, peer, hangUp } = serveBoard(server)
  let socat: ChildProcess | undefined
  onTestFinished(() => {
    socat?.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    link,
    model,
    peer,
    async plugIn(): Promise<void> {
      const connected = once(server, 'connection')
      socat = spawn('socat', [`pty,raw,echo=0,link=${link}`, `unix-connect:${socket}`], { stdio: 'ignore' })
      await connected
    },
    /** Resolves when the port itself is gone. */
    async unplug(): Promise<void> {
      const gone = socat === undefined ? Promise.resolve() : once(socat, 'exit')
      hangUp()
      await gone
    },
  }
}

test.skipIf(!hasSocat)(
  'a port that another controller has open is refused and told as such, and taken when it is let go',
  async () => {
    const { link, peer, plugIn } = await ptyBoard()
    await plugIn()
    const [first, second] = [startBoard(link), startBoard(link)]
    const ready = first.until(isState('ready'))
    first.board.start()
    await ready
    const refused = second.until(isState('disconnected'))
    second.board.start()
    expect(await refused).toMatchObject({ status: { reason: expect.stringContaining('another program has it open') } })
    expect(await second.board.open(0)).toMatchObject({ ok: false, moved: 'no' })
    expect(first.board.status()).toMatchObject({ state: 'ready' })
    const taken = second.until(isState('ready'))
    await first.board.stop()
    await taken
    expect(peer.acted).toEqual([])
  },
  20_000,
)

test.skipIf(!hasSocat)(
  'on a pseudo terminal through serialport: unplugged and plugged in again, nothing old moves',
  async () => {
    const { link, model, peer, plugIn, unplug } = await ptyBoard()
    const { board, until } = startBoard(link)
    const absent = until(isState('disconnected'))
    board.start()
    await absent
    const ready = until(isState('ready'))
    await plugIn()
    await ready
    const opened = until(isAt('open'))
    expect(await board.open(0)).toMatchObject({ ok: true })
    await opened
    expect(await board.close()).toMatchObject({ ok: true })

    const lost = until(isState('disconnected'))
    await Promise.all([lost, unplug()])
    expect(await board.open(0)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
    model.set('loop1', true)
    const back = until(isState('ready'))
    await plugIn()
    await back
    expect(board.inputs().loop1).toBe(true)
    expect(peer.acted).toEqual(['OPEN', 'CLOSE'])
  },
  20_000,
)
