/** From the site file's `devices` to drivers. Each driver name of the schema stands in a table, so that the compiler lists what is missing. */
import type { Devices, MachineConfig } from '@palang/config'
import { CodedError, type Clock, type Log } from '@palang/kit'
import { streamsFor } from '../io/open-stream.ts'
import { A6NetBoard } from './board/drivers/a6-net/driver.ts'
import { GateWordsBoard } from './board/drivers/gate-words/driver.ts'
import { PalangLineGate } from './board/drivers/palang-line/gate-driver.ts'
import { PalangLineTreatment } from './board/drivers/palang-line/treatment-driver.ts'
import { PalangLineWater } from './board/drivers/palang-line/water-driver.ts'
import { StarHashBoard } from './board/drivers/star-hash/driver.ts'
import type { BoardPort } from './board/port.ts'
import { SimulatedBoard } from './board/simulated.ts'
import type { TreatmentBoardPort } from './board/treatment-port.ts'
import type { WaterBoardPort } from './board/water-port.ts'
import { mjpegCamera } from './camera/drivers/mjpeg/driver.ts'
import { rtspCamera } from './camera/drivers/rtsp/driver.ts'
import { snapshotCamera } from './camera/drivers/snapshot/driver.ts'
import { usbCamera } from './camera/drivers/usb/driver.ts'
import type { CameraPort } from './camera/port.ts'
import { emptyScene, sceneOf, type LaneScene } from './camera/scene.ts'
import { SimulatedCamera } from './camera/simulated.ts'
import { IctCash } from './cash/drivers/ict/driver.ts'
import { SimulatedLineCash } from './cash/drivers/simulated-line/driver.ts'
import type { CashPort } from './cash/port.ts'
import { SimulatedCash } from './cash/simulated.ts'
import type { MachineDevices } from './machine-devices.ts'
import { EscposPrinter } from './printer/drivers/escpos/driver.ts'
import type { PrinterPort, PrintMemory } from './printer/port.ts'
import { SimulatedPrinter } from './printer/simulated.ts'
import { em18Reader } from './reader/drivers/em18/driver.ts'
import { id12Reader } from './reader/drivers/id12/driver.ts'
import { newlineReader } from './reader/drivers/newline/driver.ts'
import { PcscReader } from './reader/drivers/pcsc/driver.ts'
import { qrReader } from './reader/drivers/qr/driver.ts'
import { rdm6300Reader } from './reader/drivers/rdm6300/driver.ts'
import { usbDeskReader } from './reader/drivers/usb-desk/driver.ts'
import { wiegandDecimalReader } from './reader/drivers/wiegand-decimal/driver.ts'
import { wiegandHexReader } from './reader/drivers/wiegand-hex/driver.ts'
import type { ReaderPort } from './reader/port.ts'
import type { SerialReaderOptions } from './reader/serial-reader.ts'
import { SimulatedReader } from './reader/simulated.ts'
import type { TerminalPort } from './terminal/port.ts'
import { SimulatedTerminal } from './terminal/simulated.ts'

export interface DeviceServices {
  clock: Clock
  log: Log
  /** IANA zone of the outlet. */
  timeZone: string
  /** What is printed for customers is in this language; Indonesian unless the outlet says otherwise. */
  language?: 'id' | 'en' | undefined
  /** Where a printer keeps the jobs whose end it has not seen; without it they are forgotten with the program. */
  prints?: PrintMemory
  /** What a simulated camera sees; without it, what the board of this machine tells. */
  scene?: () => LaneScene
}

interface Context extends DeviceServices {
  machine: MachineConfig
  scene: () => LaneScene
}

type Opener<Config, Port> = (config: Config, context: Context) => Port
/** `null`: the schema knows the driver, this version does not have it. */
type Table<Config extends { driver: string }, Port> = {
  readonly [Name in Config['driver']]: Opener<Extract<Config, { driver: Name }>, Port> | null
}
interface SerialConfig {
  port: string
  baud?: number | undefined
}
type ConfigOf<Kind extends keyof Devices> = NonNullable<Devices[Kind]>

const boards = {
  'palang-line': ({ port, baud = 115_200 }, { clock, log }) => new PalangLineGate({ streams: streamsFor(port, { baud }), clock, log }),
  'gate-words': ({ port, baud = 9_600 }, { clock, log }) => new GateWordsBoard({ streams: streamsFor(port, { baud }), clock, log }),
  'star-hash': ({ port, baud = 9_600, card_digits: cardDigits }, { clock, log }) =>
    new StarHashBoard({ streams: streamsFor(port, { baud }), clock, log, cardDigits }),
  'a6-net': ({ port, baud = 9_600, card_digits: cardDigits }, { clock, log }) =>
    new A6NetBoard({ streams: streamsFor(port, { baud }), clock, log, cardDigits }),
  simulated: (_, { clock }) => new SimulatedBoard({ clock }),
} satisfies Table<ConfigOf<'board'>, BoardPort>

const waterBoards = {
  'palang-line': ({ port, baud = 115_200 }, { clock, log }) => new PalangLineWater({ streams: streamsFor(port, { baud }), clock, log }),
  'gate-words': null,
  'star-hash': null,
  'a6-net': null,
  simulated: null,
} satisfies Table<ConfigOf<'board'>, WaterBoardPort>

const treatmentBoards = {
  'palang-line': ({ port, baud = 115_200 }, { clock, log }) => new PalangLineTreatment({ streams: streamsFor(port, { baud }), clock, log }),
  'gate-words': null,
  'star-hash': null,
  'a6-net': null,
  simulated: null,
} satisfies Table<ConfigOf<'board'>, TreatmentBoardPort>

const readers = {
  newline: serialReader(newlineReader, 9_600),
  em18: serialReader(em18Reader, 9_600),
  rdm6300: serialReader(rdm6300Reader, 9_600),
  id12: serialReader(id12Reader, 9_600),
  'usb-desk': serialReader(usbDeskReader, 9_600),
  'wiegand-hex': serialReader(wiegandHexReader, 9_600),
  'wiegand-decimal': serialReader(wiegandDecimalReader, 9_600),
  qr: serialReader(qrReader, 9_600),
  pcsc: ({ reader }, { clock, log }) => new PcscReader({ wanted: reader, clock, log }),
  simulated: (_, { clock }) => new SimulatedReader({ clock }),
} satisfies Table<ConfigOf<'reader'>, ReaderPort>

const cameras = {
  usb: ({ source }, { clock, log }) => usbCamera({ source, clock, log }),
  mjpeg: ({ url }, { clock, log }) => mjpegCamera({ url, clock, log }),
  snapshot: ({ url }, { clock, log }) => snapshotCamera({ url, clock, log }),
  rtsp: ({ url }, { clock, log }) => rtspCamera({ url, clock, log }),
  simulated: (_, { clock, machine, scene, timeZone }) => new SimulatedCamera({ clock, scene, timeZone, label: machine.name ?? machine.id }),
} satisfies Table<ConfigOf<'camera'>, CameraPort>

const cashMachines = {
  ict: ({ port, baud = 9_600, channels, bytes }, { clock, log }) =>
    new IctCash({ streams: streamsFor(port, { baud, parity: 'even' }), clock, log, channels, bytes }),
  simulated: ({ port }, { clock, log }) =>
    port === undefined ? new SimulatedCash({ clock }) : new SimulatedLineCash({ streams: streamsFor(port, { baud: 9_600 }), clock, log }),
} satisfies Table<ConfigOf<'cash'>, CashPort>

const printers = {
  escpos: ({ port, baud = 9_600, width_mm: widthMm, language }, { clock, log, prints, language: ofOutlet = 'id' }) =>
    new EscposPrinter({ streams: streamsFor(port, { baud }), clock, log, widthMm, prints, language: language ?? ofOutlet }),
  simulated: (_, { clock, prints }) => new SimulatedPrinter({ clock, prints }),
} satisfies Table<ConfigOf<'printer'>, PrinterPort>

const terminals = {
  simulated: (_, { clock }) => new SimulatedTerminal({ clock }),
} satisfies Table<ConfigOf<'terminal'>, TerminalPort>

const sensors = { 'esp32-http': null, simulated: null } satisfies Table<ConfigOf<'sensor'>, never>

function serialReader(make: (options: SerialReaderOptions) => ReaderPort, usualBaud: number): Opener<SerialConfig, ReaderPort> {
  return ({ port, baud = usualBaud }, { clock, log }) => make({ streams: streamsFor(port, { baud }), clock, log })
}

/**
 * Makes the devices of `machine`, none of them started. Throws `driver_not_available`, with `machine`, `device` and `driver` in its detail,
 * when this version lacks a driver, and `port_malformed` for a port that cannot be one; nothing is opened then.
 */
export function openDevices(machine: MachineConfig, services: DeviceServices): MachineDevices {
  const { board, reader, camera, cash, printer, terminal, sensor } = machine.devices
  const context = { ...services, machine, scene: services.scene ?? (() => emptyScene) }
  const open: MachineDevices = {}
  if (sensor !== undefined) openOne('sensor', sensors, sensor, context)
  if (board !== undefined) openBoard(open, board, context)
  if (services.scene === undefined && open.board !== undefined) context.scene = sceneOf(open.board, services.clock)
  if (reader !== undefined) open.reader = openOne('reader', readers, reader, context)
  if (camera !== undefined) open.camera = openOne('camera', cameras, camera, context)
  if (cash !== undefined) open.cash = openOne('cash', cashMachines, cash, context)
  if (printer !== undefined) open.printer = openOne('printer', printers, printer, context)
  if (terminal !== undefined) open.terminal = openOne('terminal', terminals, terminal, context)
  return open
}

/** What a board does depends on the machine it is in. */
function openBoard(open: MachineDevices, config: ConfigOf<'board'>, context: Context): void {
  switch (context.machine.family) {
    case 'water':
      open.waterBoard = openOne('board', waterBoards, config, context)
      return
    case 'ozone':
      open.treatmentBoard = openOne('board', treatmentBoards, config, context)
      return
    case 'gate':
    case 'checkpoint':
      open.board = openOne('board', boards, config, context)
  }
}

function openOne<Config extends { driver: string }, Port>(
  device: keyof Devices,
  table: Table<Config, Port>,
  config: Config,
  context: Context,
): Port {
  const opener = table[config.driver as Config['driver']] as Opener<Config, Port> | null
  if (opener === null) {
    const { id } = context.machine
    throw new CodedError('driver_not_available', `machine ${id}: ${device} driver ${config.driver} is not part of this version`, {
      detail: { machine: id, device, driver: config.driver },
    })
  }
  return opener(config, { ...context, log: context.log.child({ device }) })
}
