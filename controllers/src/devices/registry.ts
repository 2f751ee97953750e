/** From the site file's `devices` to drivers. Each driver name of the schema stands in a table, so that the compiler lists what is missing. */
import { type DeviceConfig, type DeviceConfigs, type MachineConfig, type PaperLanguage, usualIctBytes } from '@palang/config'
import { CodedError, type Clock, type Log } from '@palang/kit'
import { streamsFor } from '../io/open-stream.ts'
import { tapped, type FrameSink } from '../io/tapped-stream.ts'
import type { LineGuest } from './board/drivers/palang-line/line.ts'
import type { BoardPort } from './board/port.ts'
import type { TreatmentBoardPort } from './board/treatment-port.ts'
import type { WaterBoardPort } from './board/water-port.ts'
import type { CameraPort } from './camera/port.ts'
import { emptyScene, sceneOf, type LaneScene } from './camera/scene.ts'
import type { CashPort } from './cash/port.ts'
import type { CoinPort } from './coins/port.ts'
import type { MachineDevices } from './machine-devices.ts'
import type { PlateReaderPort } from './plate-reader/port.ts'
import type { PrinterPort, PrintMemory } from './printer/port.ts'
import type { ReaderPort } from './reader/port.ts'
import type { SerialReaderOptions } from './reader/serial-reader.ts'
import type { SensorPort } from './sensor/port.ts'
import type { SignPort } from './sign/port.ts'
import type { TerminalPort } from './terminal/port.ts'

export interface DeviceServices {
  clock: Clock
  log: Log
  /** IANA zone of the outlet. */
  timeZone: string
  /** What is printed for customers is in this language; Indonesian unless the outlet says otherwise. */
  language?: PaperLanguage | undefined
  /** Where a printer keeps the jobs whose end it has not seen; without it they are forgotten with the program. */
  prints?: PrintMemory
  /** What a simulated camera sees; without it, what the board of this machine tells. */
  scene?: () => LaneScene
  /** Where the bytes of each device's line are kept; without it they are not. */
  framesOf?: ((device: string) => FrameSink) | undefined
}

interface Context extends DeviceServices {
  machine: MachineConfig
  scene: () => LaneScene
  /** Shares the board's line. */
  guest?: LineGuest | undefined
  /** As `streamsFor`; every driver takes its line from here. */
  streams: typeof streamsFor
}

type Opener<Config, Port> = (config: Config, context: Context) => Port
/** Reads a driver in: a machine needs few of all there are, and each costs time at the start and memory for good. */
type Loader<Config, Port> = () => Promise<Opener<Config, Port>>
/** `null`: the schema knows the driver, this version does not have it. */
type Table<Kind extends keyof DeviceConfigs, Port> = {
  readonly [Driver in keyof DeviceConfigs[Kind]]: Loader<DeviceConfigs[Kind][Driver], Port> | null
}
interface SerialConfig {
  port: string
  baud?: number | undefined
}

const boards: Table<'board', BoardPort> = {
  'palang-line': async () => {
    const { PalangLineGate } = await import('./board/drivers/palang-line/gate-driver.ts')
    return ({ port, baud = 115_200 }, { clock, log, streams, guest }) =>
      new PalangLineGate({ streams: streams(port, { baud }), clock, log, guest })
  },
  'gate-words': async () => {
    const { GateWordsBoard } = await import('./board/drivers/gate-words/driver.ts')
    return ({ port, baud = 9_600 }, { clock, log, streams }) => new GateWordsBoard({ streams: streams(port, { baud }), clock, log })
  },
  'star-hash': async () => {
    const { StarHashBoard } = await import('./board/drivers/star-hash/driver.ts')
    return ({ port, baud = 9_600, card_digits: cardDigits }, { clock, log, streams }) =>
      new StarHashBoard({ streams: streams(port, { baud }), clock, log, cardDigits })
  },
  'a6-net': async () => {
    const { A6NetBoard } = await import('./board/drivers/a6-net/driver.ts')
    return ({ port, baud = 9_600, card_digits: cardDigits, clips }, { clock, log, streams }) =>
      new A6NetBoard({ streams: streams(port, { baud }), clock, log, cardDigits, clips })
  },
  simulated: async () => {
    const { SimulatedBoard } = await import('./board/simulated.ts')
    return (_, { clock }) => new SimulatedBoard({ clock })
  },
}

const waterBoards: Table<'board', WaterBoardPort> = {
  'palang-line': async () => {
    const { PalangLineWater } = await import('./board/drivers/palang-line/water-driver.ts')
    return ({ port, baud = 115_200 }, { clock, log, streams, guest }) =>
      new PalangLineWater({ streams: streams(port, { baud }), clock, log, guest })
  },
  'gate-words': null,
  'star-hash': null,
  'a6-net': null,
  simulated: async () => {
    const { SimulatedWaterBoard } = await import('./board/simulated-water.ts')
    return (_, { clock }) => new SimulatedWaterBoard({ clock })
  },
}

const treatmentBoards: Table<'board', TreatmentBoardPort> = {
  'palang-line': async () => {
    const { PalangLineTreatment } = await import('./board/drivers/palang-line/treatment-driver.ts')
    return ({ port, baud = 115_200 }, { clock, log, streams, guest }) =>
      new PalangLineTreatment({ streams: streams(port, { baud }), clock, log, guest })
  },
  'gate-words': null,
  'star-hash': null,
  'a6-net': null,
  simulated: async () => {
    const { SimulatedTreatmentBoard } = await import('./board/simulated-treatment.ts')
    return (_, { clock }) => new SimulatedTreatmentBoard({ clock })
  },
}

const readers: Table<'reader', ReaderPort> = {
  newline: serialReader(async () => (await import('./reader/drivers/newline/driver.ts')).newlineReader),
  em18: serialReader(async () => (await import('./reader/drivers/em18/driver.ts')).em18Reader),
  rdm6300: serialReader(async () => (await import('./reader/drivers/rdm6300/driver.ts')).rdm6300Reader),
  id12: serialReader(async () => (await import('./reader/drivers/id12/driver.ts')).id12Reader),
  'usb-desk': serialReader(async () => (await import('./reader/drivers/usb-desk/driver.ts')).usbDeskReader),
  'wiegand-hex': serialReader(async () => (await import('./reader/drivers/wiegand-hex/driver.ts')).wiegandHexReader),
  'wiegand-decimal': serialReader(async () => (await import('./reader/drivers/wiegand-decimal/driver.ts')).wiegandDecimalReader),
  qr: serialReader(async () => (await import('./reader/drivers/qr/driver.ts')).qrReader),
  pcsc: async () => {
    const { PcscReader } = await import('./reader/drivers/pcsc/driver.ts')
    return ({ reader }, { clock, log }) => new PcscReader({ wanted: reader, clock, log })
  },
  simulated: async () => {
    const { SimulatedReader } = await import('./reader/simulated.ts')
    return (_, { clock }) => new SimulatedReader({ clock })
  },
}

const cameras: Table<'camera', CameraPort> = {
  usb: async () => {
    const { usbCamera } = await import('./camera/drivers/usb/driver.ts')
    return ({ source }, { clock, log }) => usbCamera({ source, clock, log })
  },
  mjpeg: async () => {
    const { mjpegCamera } = await import('./camera/drivers/mjpeg/driver.ts')
    return ({ url }, { clock, log }) => mjpegCamera({ url, clock, log })
  },
  snapshot: async () => {
    const { snapshotCamera } = await import('./camera/drivers/snapshot/driver.ts')
    return ({ url }, { clock, log }) => snapshotCamera({ url, clock, log })
  },
  rtsp: async () => {
    const { rtspCamera } = await import('./camera/drivers/rtsp/driver.ts')
    return ({ url }, { clock, log }) => rtspCamera({ url, clock, log })
  },
  simulated: async () => {
    const { SimulatedCamera } = await import('./camera/simulated.ts')
    return (_, { clock, machine, scene, timeZone }) => new SimulatedCamera({ clock, scene, timeZone, label: machine.name ?? machine.id })
  },
}

const cashMachines: Table<'cash', CashPort> = {
  ict: async () => {
    const { IctCash } = await import('./cash/drivers/ict/driver.ts')
    return ({ port, baud = 9_600, channels, bytes = usualIctBytes }, { clock, log, streams }) =>
      new IctCash({ streams: streams(port, { baud, parity: 'even' }), clock, log, channels, bytes })
  },
  simulated: async () => {
    const { SimulatedLineCash } = await import('./cash/drivers/simulated-line/driver.ts')
    const { SimulatedCash } = await import('./cash/simulated.ts')
    return ({ port }, { clock, log, streams }) =>
      port === undefined ? new SimulatedCash({ clock }) : new SimulatedLineCash({ streams: streams(port, { baud: 9_600 }), clock, log })
  },
}

const printers: Table<'printer', PrinterPort> = {
  escpos: async () => {
    const { EscposPrinter } = await import('./printer/drivers/escpos/driver.ts')
    return ({ port, baud = 9_600, width_mm: widthMm, language }, { clock, log, streams, prints, language: ofOutlet = 'id' }) =>
      new EscposPrinter({ streams: streams(port, { baud }), clock, log, widthMm, prints, language: language ?? ofOutlet })
  },
  simulated: async () => {
    const { SimulatedPrinter } = await import('./printer/simulated.ts')
    return (_, { clock, prints }) => new SimulatedPrinter({ clock, prints })
  },
}

/** A coin acceptor that the board counts for is a guest on the board's line. */
interface OpenCoins {
  coins: CoinPort
  guest?: LineGuest
}

const coinAcceptors: Table<'coins', OpenCoins> = {
  pulse: async () => {
    const { PulseCoins } = await import('./coins/drivers/pulse/driver.ts')
    return ({ pin, value_per_pulse: valuePerPulse, relay }, { log }) => {
      const coins = new PulseCoins({ log, pin, valuePerPulse, relay })
      return { coins, guest: coins }
    }
  },
  simulated: async () => {
    const { SimulatedCoins } = await import('./coins/simulated.ts')
    return (_, { clock }) => ({ coins: new SimulatedCoins({ clock }) })
  },
}

const terminals: Table<'terminal', TerminalPort> = {
  simulated: async () => {
    const { SimulatedLineTerminal } = await import('./terminal/drivers/simulated-line/driver.ts')
    const { SimulatedTerminal } = await import('./terminal/simulated.ts')
    return ({ port }, { clock, log, streams }) =>
      port === undefined
        ? new SimulatedTerminal({ clock })
        : new SimulatedLineTerminal({ streams: streams(port, { baud: 9_600 }), clock, log })
  },
}

const signs: Table<'sign', SignPort> = {
  'ascii-line': async () => {
    const { AsciiLineSign } = await import('./sign/drivers/ascii-line/driver.ts')
    return ({ port, baud = 9_600, repeat_s: repeatS, prefix, terminator, ack }, { clock, log, streams }) =>
      new AsciiLineSign({ streams: streams(port, { baud }), clock, log, prefix, terminator, ack, repeatMs: repeatS * 1_000 })
  },
  simulated: async () => {
    const { SimulatedSign } = await import('./sign/simulated.ts')
    return (_, { clock }) => new SimulatedSign({ clock })
  },
}

const plateReaders: Table<'plate_reader', PlateReaderPort> = {
  'http-push': async () => {
    const { HttpPushPlateReader } = await import('./plate-reader/drivers/http-push/driver.ts')
    return ({ host, listen_port: port, secret }, { clock, log }) => new HttpPushPlateReader({ clock, log, host, port, secret })
  },
  simulated: async () => {
    const { SimulatedPlateReader } = await import('./plate-reader/simulated.ts')
    return (_, { clock }) => new SimulatedPlateReader({ clock })
  },
}

const sensors: Table<'sensor', SensorPort> = {
  'esp32-http': async () => {
    const { Esp32HttpSensor } = await import('./sensor/drivers/esp32-http/driver.ts')
    return ({ url, interval_s: intervalS }, { clock, log }) => new Esp32HttpSensor({ url, intervalMs: intervalS * 1_000, clock, log })
  },
  simulated: async () => {
    const { SimulatedSensor } = await import('./sensor/simulated.ts')
    return (_, { clock }) => new SimulatedSensor({ clock })
  },
}

function serialReader(load: () => Promise<(options: SerialReaderOptions) => ReaderPort>): Loader<SerialConfig, ReaderPort> {
  return async () => {
    const make = await load()
    return ({ port, baud = 9_600 }, { clock, log, streams }) => make({ streams: streams(port, { baud }), clock, log })
  }
}

/** Makes the devices of a machine, none of them started. Throws `port_malformed` for a port that cannot be one; nothing is opened then. */
export type OpenDevices = (services: DeviceServices) => MachineDevices

/**
 * Reads in the drivers of `machine`; what it resolves to makes the devices, as often as they are wanted. Rejects with
 * `driver_not_available`, with `machine`, `device` and `driver` in its detail, when this version lacks a driver.
 */
export async function loadDrivers(machine: MachineConfig): Promise<OpenDevices> {
  const { board, reader, camera, cash, coins, printer, terminal, sensor, sign, plate_reader: plateReader } = machine.devices
  const load = <Kind extends keyof DeviceConfigs, Driver extends keyof DeviceConfigs[Kind] & string, Port>(
    device: Kind,
    table: Table<Kind, Port>,
    config: DeviceConfig<Kind, Driver> | undefined,
  ) => (config === undefined ? undefined : loadOne(machine, device, table, config))
  const openBoard = board === undefined ? undefined : await loadBoard(machine, board)
  const openReader = await load('reader', readers, reader)
  const openCamera = await load('camera', cameras, camera)
  const openCash = await load('cash', cashMachines, cash)
  const openCoins = await load('coins', coinAcceptors, coins)
  const openPrinter = await load('printer', printers, printer)
  const openTerminal = await load('terminal', terminals, terminal)
  const openSign = await load('sign', signs, sign)
  const openSensor = await load('sensor', sensors, sensor)
  const openPlateReader = await load('plate_reader', plateReaders, plateReader)
  return services => {
    const context: Context = { ...services, machine, scene: services.scene ?? (() => emptyScene), streams: streamsFor }
    const counted = openCoins?.(context)
    context.guest = counted?.guest
    const open: MachineDevices = openBoard?.(context) ?? {}
    if (counted !== undefined) open.coins = counted.coins
    if (services.scene === undefined && open.board !== undefined) context.scene = sceneOf(open.board, services.clock)
    if (openReader !== undefined) open.reader = openReader(context)
    if (openCamera !== undefined) open.camera = openCamera(context)
    if (openCash !== undefined) open.cash = openCash(context)
    if (openPrinter !== undefined) open.printer = openPrinter(context)
    if (openTerminal !== undefined) open.terminal = openTerminal(context)
    if (openSign !== undefined) open.sign = openSign(context)
    if (openSensor !== undefined) open.sensor = openSensor(context)
    if (openPlateReader !== undefined) open.plate_reader = openPlateReader(context)
    return open
  }
}

/** What a board does depends on the machine it is in. */
async function loadBoard(machine: MachineConfig, config: DeviceConfig<'board'>): Promise<(context: Context) => MachineDevices> {
  switch (machine.family) {
    case 'water': {
      const open = await loadOne(machine, 'board', waterBoards, config)
      return context => ({ waterBoard: open(context) })
    }
    case 'ozone': {
      const open = await loadOne(machine, 'board', treatmentBoards, config)
      return context => ({ treatmentBoard: open(context) })
    }
    case 'gate':
    case 'checkpoint': {
      const open = await loadOne(machine, 'board', boards, config)
      return context => ({ board: open(context) })
    }
  }
}

async function loadOne<Kind extends keyof DeviceConfigs, Driver extends keyof DeviceConfigs[Kind] & string, Port>(
  { id }: MachineConfig,
  device: Kind,
  table: Table<Kind, Port>,
  config: DeviceConfig<Kind, Driver>,
): Promise<(context: Context) => Port> {
  const loader = table[config.driver]
  if (loader === null) {
    throw new CodedError('driver_not_available', `machine ${id}: ${device} driver ${config.driver} is not part of this version`, {
      detail: { machine: id, device, driver: config.driver },
    })
  }
  const opener = await loader()
  return context => opener(config, { ...context, log: context.log.child({ device }), streams: streamsOf(device, context) })
}

function streamsOf(device: keyof DeviceConfigs, { framesOf }: Context): typeof streamsFor {
  if (framesOf === undefined) return streamsFor
  return (port, settings) => tapped(streamsFor(port, settings), framesOf(device))
}
