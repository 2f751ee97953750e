/** Devices played one by one for a technician's bench: where each is to be reached, and what a person may do to it. */
import type { DeviceConfig, DeviceConfigs, MachineConfig } from '@palang/config'
import { typedNumber, typedSwitch, type Thing, type TypedWord, type TypedWords } from '@palang/kit'
import type { Clock } from '@palang/kit/clock'
import { A6NetBoard } from '../boards/a6-net-board.ts'
import { GateBoard } from '../boards/gate-board.ts'
import { GateWordsBoard } from '../boards/gate-words-board.ts'
import type { PlayedBoard } from '../boards/played-board.ts'
import { StarHashBoard } from '../boards/star-hash-board.ts'
import { drawnLane } from '../cameras/drawn-lane.ts'
import { type CameraFault, cameraFaults, IpCamera } from '../cameras/ip-camera.ts'
import { PlayedRtspCamera } from '../cameras/rtsp-camera.ts'
import { CashAcceptor } from '../cash/acceptor.ts'
import { IctAcceptor } from '../cash/ict-acceptor.ts'
import { EscposPrinter } from '../printers/escpos-printer.ts'
import { CardReader, type CardReaderModel } from '../readers/card-reader.ts'
import { createReader } from '../readers/newline-reader.ts'
import { cardWithUid, VirtualCard, virtualReaderPort } from '../readers/virtual-card.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

/** One played device. */
export interface BenchPart extends Thing {
  /** What the driver is given to reach it, known after `start`; undefined where it finds it by itself. */
  address(): string | undefined
  start(): Promise<void>
  stop(): Promise<void>
}

export interface BenchServices {
  clock: Clock
  makePort: PortMaker
  /** Called after every change of a device. */
  changed: () => void
}

type Player<Config> = (config: Config, services: BenchServices) => BenchPart
/** By driver; one that is missing is not played. */
type Players<Kind extends keyof DeviceConfigs> = {
  readonly [Driver in keyof DeviceConfigs[Kind]]?: Player<DeviceConfigs[Kind][Driver]>
}

const boards: Players<'board'> = {
  'palang-line': (_, services) => {
    const board = new GateBoard({ name: 'board', ...services })
    const part = boardPart(board)
    return { ...part, words: { ...part.words, coin: act('<pulses>', ([pulses]) => board.insertCoin(typedNumber(pulses))) } }
  },
  'gate-words': (_, services) => boardPart(new GateWordsBoard({ name: 'board', ...services })),
  'star-hash': (_, services) => boardPart(new StarHashBoard({ name: 'board', ...services })),
  'a6-net': (_, services) => boardPart(new A6NetBoard({ name: 'board', ...services })),
}

const readers: Players<'reader'> = {
  newline: (_, { makePort, changed }) => {
    const reader = createReader({ name: 'reader', makePort, changed })
    return portPart('reader', reader.port, {
      card: { usage: '<id>', run: ([id = '']) => shown(reader.present(id, 'RFID')) },
      code: { usage: '<text>', run: ([id = '']) => shown(reader.present(id, 'QR')) },
    })
  },
  em18: cardReaderPart,
  rdm6300: cardReaderPart,
  id12: cardReaderPart,
  'usb-desk': cardReaderPart,
  'wiegand-hex': cardReaderPart,
  'wiegand-decimal': cardReaderPart,
  qr: cardReaderPart,
  pcsc: () => {
    const card = new VirtualCard({ port: virtualReaderPort })
    return {
      name: 'reader',
      address: () => undefined,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(card.takeAway()),
      words: {
        card: { usage: '<UID in hex>', run: async ([uid]) => ((await card.lay(cardWithUid(typedUid(uid)))) ? 'done' : noVirtualReader) },
        take: act('', () => card.takeAway()),
      },
    }
  },
}

const noVirtualReader = 'there is no virtual reader: pcscd with vsmartcard-vpcd has to run (docs/protocols/pcsc.md)'

function cardReaderPart({ driver }: { driver: CardReaderModel }, { makePort, changed }: BenchServices): BenchPart {
  const reader = new CardReader({ name: 'reader', model: driver, makePort, changed })
  const usage = driver === 'qr' ? '<text>' : '<printed number, or 0x and ten hex digits>'
  return portPart('reader', reader.port, {
    [driver === 'qr' ? 'code' : 'card']: { usage, run: ([what = '']) => shown(reader.present(what)) },
  })
}

function typedUid(text = ''): string {
  if (!/^([0-9a-f]{2}){4,10}$/i.test(text))
    throw new Error(`expected 4 to 10 bytes in hex, such as 04A2B3C4D5E680 (found ${text || 'nothing'})`)
  return text
}

const cashMachines: Players<'cash'> = {
  ict: ({ channels, bytes }, services) => {
    const acceptor = new IctAcceptor({ name: 'cash', channels, bytes, ...services })
    return portPart('cash', acceptor.port, {
      note: { usage: '<amount>', run: async ([amount]) => acceptor.insert(typedNumber(amount)) },
      note_of_channel: { usage: '<1-16>', run: async ([channel]) => acceptor.insertChannel(typedNumber(channel) - 1) },
      bad_note: act('', () => acceptor.rejectNext()),
      cheat: act('', () => acceptor.cheat()),
      jam: act('<on|off>', ([on]) => acceptor.jam(typedSwitch(on))),
      full: act('<on|off>', ([on]) => acceptor.fill(typedSwitch(on))),
      stacker_open: act('<on|off>', ([on]) => acceptor.open(typedSwitch(on))),
      power: act('<on|off>', ([on]) => acceptor.power(typedSwitch(on))),
    })
  },
  simulated: (_, services) => {
    const cash = new CashAcceptor({ name: 'cash', ...services })
    return portPart('cash', cash.port, {
      note: { usage: '<amount>', run: async ([amount]) => cash.insert(typedNumber(amount)) },
      jam: act('<on|off>', ([on]) => cash.jam(typedSwitch(on))),
    })
  },
}

const cameras: Players<'camera'> = {
  snapshot: (_, services) => ipCameraPart('snapshot', services),
  mjpeg: (_, services) => ipCameraPart('mjpeg', services),
  rtsp: (_, { changed }) => {
    const camera = new PlayedRtspCamera({ port: 0, changed })
    return partOf('camera', camera, () => camera.url(), { freeze: act('<on|off>', ([on]) => camera.freeze(typedSwitch(on))) })
  },
}

const printers: Players<'printer'> = {
  escpos: (_, { makePort, changed }) => {
    const printer = new EscposPrinter({ name: 'printer', makePort, changed })
    return portPart('printer', printer.port, {
      paper: act('<on|off>', ([on]) => printer.paper(typedSwitch(on) ? undefined : 0)),
      paper_for: act('<lines>', ([lines]) => printer.paper(typedNumber(lines))),
      cover: act('<open|closed>', ([state]) => printer.cover(typedCover(state))),
      sheets: { usage: '', run: () => `${printer.sheets.length} so far; the last:\n${printer.sheets.at(-1) ?? 'none'}` },
    })
  },
}

function typedCover(text = ''): boolean {
  if (text !== 'open' && text !== 'closed') throw new Error(`expected open or closed (found ${text || 'nothing'})`)
  return text === 'open'
}

/** The devices of a bring-up file as parts. Throws `Error` naming the drivers that are played when one is not. */
export function benchParts({ devices, family }: MachineConfig, services: BenchServices): BenchPart[] {
  const { board, reader, camera, cash, printer } = devices
  const parts: BenchPart[] = []
  if (board !== undefined) parts.push(play('board', family === 'gate' ? boards : {}, board, services))
  if (reader !== undefined) parts.push(play('reader', readers, reader, services))
  if (camera !== undefined) parts.push(play('camera', cameras, camera, services))
  if (cash !== undefined) parts.push(play('cash', cashMachines, cash, services))
  if (printer !== undefined) parts.push(play('printer', printers, printer, services))
  if (parts.length === 0) throw new Error('none of these devices is played; board, reader, camera, printer and cash are')
  return parts
}

function play<Kind extends keyof DeviceConfigs, Driver extends keyof DeviceConfigs[Kind] & string>(
  device: Kind,
  players: Players<Kind>,
  config: DeviceConfig<Kind, Driver>,
  services: BenchServices,
): BenchPart {
  const player = players[config.driver]
  if (player !== undefined) return player(config, services)
  const names = Object.keys(players)
  throw new Error(
    `a ${device} ${config.driver} is not played; ${names.length === 0 ? 'none is, in this family' : `played are ${names.join(', ')}`}`,
  )
}

function boardPart(board: PlayedBoard): BenchPart {
  const feel = (sensor: 'loop1' | 'loop2' | 'beam' | 'estop') => act('<on|off>', ([on]) => board.feel(sensor, typedSwitch(on)))
  return {
    ...portPart('board', board.port, {
      loop1: feel('loop1'),
      loop2: feel('loop2'),
      beam: feel('beam'),
      estop: feel('estop'),
      button: act('', () => board.press('BTN')),
      help_button: act('', () => board.press('HELP')),
      card: { usage: '<id>', run: ([id = '']) => shown(board.present(id)) },
      jam: act('<on|off>', ([on]) => board.jam(typedSwitch(on))),
      silent: act('<on|off>', ([on]) => board.fault('silent', typedSwitch(on))),
      restart: act('', () => board.restart('watchdog')),
      state: { usage: '', run: () => `arm ${board.arm()}, opened ${board.actuations()} times` },
    }),
    start: () => board.start(),
    stop: () => board.stop(),
  }
}

function ipCameraPart(kind: 'snapshot' | 'mjpeg', { clock, changed }: BenchServices): BenchPart {
  const camera = new IpCamera({ name: 'camera', clock, port: 0, draw: drawnLane({ clock, label: 'Bench' }), changed })
  return partOf('camera', camera, () => camera.url(kind), {
    fault: act('<none|silent|page|torn|endless|bare>', ([fault]) => camera.break(cameraFault(fault))),
  })
}

function cameraFault(text: string | undefined): CameraFault {
  const found = cameraFaults.find(fault => fault === text)
  if (found === undefined) throw new Error(`expected one of ${cameraFaults.join(', ')}`)
  return found
}

function portPart(name: string, port: PlayedPort, words: TypedWords): BenchPart {
  return partOf(name, port, () => port.address(), words)
}

type Pluggable = Pick<PlayedPort, 'start' | 'stop' | 'plug' | 'unplug'>

function partOf(name: string, device: Pluggable, address: () => string, words: TypedWords): BenchPart {
  return {
    name,
    address,
    start: () => device.start(),
    stop: () => device.stop(),
    words: { ...words, unplug: act('', () => device.unplug()), plug: act('', () => device.plug()) },
  }
}

function shown(wasHeard: boolean): string {
  return wasHeard ? 'done' : 'nobody has opened the port, or there is no reader'
}

/** A word that is done when `work` is. */
function act(usage: string, work: (args: readonly string[]) => unknown): TypedWord {
  return {
    usage,
    async run(args) {
      await work(args)
      return 'done'
    },
  }
}
