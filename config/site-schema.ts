/** The site file: one schema for the loader, for editors and for every process. */
import { z } from 'zod'
import type { Family } from '@palang/protocol'
import { currency, family, gateRole, isSignTemplate, passbackRule, slug, timeZoneName, usualPlateConfidence } from '@palang/protocol'
import { alerts } from './alert-schema.ts'
import { checkCheckpoint, checkpointKeys, meals } from './checkpoint-schema.ts'
import { crossMistakes } from './cross-checks.ts'
import { telemetry } from './device-mapping.ts'
import { ictBytes, ictChannels } from './ict-bytes.ts'
import { checkTreatments, treatmentKeys } from './ozone-schema.ts'
import { payments } from './payment-schema.ts'
import { mqttAddressExpected, mqttAddressForm, parseMqttAddress } from './mqtt-address.ts'
import { consumables, interlock, products, water } from './water-schema.ts'

const mqttMistake = `expected ${mqttAddressExpected}`
const tcpPort = z.int().min(1).max(65_535)

/** A device path, `COMn`, or `tcp://host:port`. */
const port = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^(tcp:\/\/[^/:\s]+:\d{1,5}|COM\d{1,3}|\/[\x21-\x7e ]+|\.{0,2}[A-Za-z0-9_./-]+)$/,
    'expected a device path, COM<n> or tcp://host:port',
  )

const simulated = { simulated: z.boolean().optional() }
const serial = { port, baud: z.int().min(300).max(2_000_000).optional(), ...simulated }
const simulatedDriver = z.strictObject({ driver: z.literal('simulated'), port: port.optional(), ...simulated })

const serialDriver = <const Name extends string>(driver: Name) => z.strictObject({ driver: z.literal(driver), ...serial })

/** How a board's own reader writes card numbers; hexadecimal unless given. */
const cardDigits = { card_digits: z.enum(['hex', 'decimal']).optional() }

/** Numbers of the voice clips on a board; what is left out is not said. */
const clip = z.int().min(1).max(99_999).optional()
const clips = z.strictObject({ welcome: clip, refused: clip, go: clip, help: clip })

const board = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('palang-line'), ...serial, pulses_per_litre: z.number().positive().optional() }),
  serialDriver('gate-words'),
  z.strictObject({ driver: z.literal('star-hash'), ...serial, ...cardDigits }),
  z.strictObject({ driver: z.literal('a6-net'), ...serial, ...cardDigits, clips: clips.optional() }),
  simulatedDriver,
])

const reader = z.discriminatedUnion('driver', [
  serialDriver('newline'),
  serialDriver('em18'),
  serialDriver('rdm6300'),
  serialDriver('id12'),
  serialDriver('usb-desk'),
  serialDriver('wiegand-hex'),
  serialDriver('wiegand-decimal'),
  serialDriver('qr'),
  z.strictObject({ driver: z.literal('pcsc'), reader: z.string().max(128).optional(), ...simulated }),
  simulatedDriver,
])

/** The user and password of a camera stand in its address. */
const cameraUrl = (form: RegExp, expected: string) => z.string().max(500).regex(form, expected)
const webCameraUrl = cameraUrl(
  /^https?:\/\/[^\s/]\S*$/,
  'expected the http or https address of the camera, such as http://192.168.1.64/snap.jpg',
)
const rtspUrl = cameraUrl(
  /^rtsps?:\/\/(?!\/)[\x21\x23-\x26\x28-\x5b\x5d-\x7e]+$/,
  'expected the rtsp address of the camera, such as rtsp://192.168.1.64:554/stream2, with %20 and the like for blanks and quotes',
)
/** `0`, `/dev/video0`, a name that stays under `/dev/v4l/by-id/`; `TEST` for a test picture. */
const webcam = z.string().regex(/^(TEST|\/dev\/[A-Za-z0-9_/-]{1,100}|\d{1,2})$/, 'expected the number of the camera or /dev/…')

const camera = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('usb'),
    source: z.union([z.int().min(0).max(63), webcam]),
    ...simulated,
  }),
  z.strictObject({ driver: z.literal('mjpeg'), url: webCameraUrl, ...simulated }),
  z.strictObject({ driver: z.literal('snapshot'), url: webCameraUrl, ...simulated }),
  z.strictObject({ driver: z.literal('rtsp'), url: rtspUrl, ...simulated }),
  simulatedDriver,
])

/** What customers read on paper. */
const paperLanguage = z.enum(['id', 'en'])
export type PaperLanguage = z.infer<typeof paperLanguage>

const printer = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('escpos'),
    ...serial,
    width_mm: z.union([z.literal(58), z.literal(80)]).default(58),
    /** That of the outlet unless given here. */
    language: paperLanguage.optional(),
  }),
  simulatedDriver,
])

const cash = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('ict'),
    ...serial,
    /** What a note of each kind is worth, in the order of the acceptor's own table; 0: never taken. */
    channels: z.array(z.int().min(0)).min(1).max(ictChannels),
    /** Where this acceptor's revision speaks other bytes than usual. */
    bytes: ictBytes.optional(),
  }),
  simulatedDriver,
])

const coins = z.discriminatedUnion('driver', [
  /** Counted by the board of this machine, on a pin it has no other use for. */
  z.strictObject({
    driver: z.literal('pulse'),
    pin: z.literal([2, 3, 4, 21]),
    /** In the smallest unit of the currency. */
    value_per_pulse: z.int().positive(),
    /** Relay of the board that gives the acceptor its supply; without one it takes coins always. */
    relay: z.int().min(0).max(7).optional(),
    ...simulated,
  }),
  simulatedDriver,
])

const terminal = z.discriminatedUnion('driver', [simulatedDriver])

/** What a sign shows; see `signText` of the protocol. */
const signTextFields = {
  template: z
    .string()
    .min(1)
    .max(500)
    .refine(isSignTemplate, 'expected places such as {car.free:3} or {main.car.total} and no other braces'),
  /** Stands where no place is free, such as PENUH. */
  full: z.string().min(1).max(40).optional(),
}

const signFields = {
  ...signTextFields,
  /** Sent again so often: a sign that was off for a moment has forgotten its line. */
  repeat_s: z.int().min(1).max(3600).default(10),
  /** With the hub away for longer than this nobody knows the numbers: the sign then goes blank, or has dashes for them. */
  away_minutes: z.int().min(0).max(1440).default(5),
  away: z.enum(['blank', 'dashes']).default('dashes'),
}

const sign = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('ascii-line'),
    ...serial,
    ...signFields,
    /** Sent before and after each line. */
    prefix: z.string().max(20).default(''),
    terminator: z.string().min(1).max(20).default('\r\n'),
    /** What the sign answers when it has the line; left out, it answers nothing. */
    ack: z.string().min(1).max(20).optional(),
  }),
  z.strictObject({ driver: z.literal('simulated'), port: port.optional(), ...simulated, ...signFields }),
])

/** Reads below this certainty are noted and never act. */
const plateFields = { min_confidence: z.number().min(0).max(1).default(usualPlateConfidence) }

const plateReader = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('http-push'),
    /** Where this controller listens for its camera. */
    listen_port: tcpPort,
    host: z.string().default('0.0.0.0'),
    /** What the camera shows with each push; may come as `<MACHINE_ID>_PLATE_READER_SECRET` instead. */
    secret: z.string().min(16, 'at least 16 characters, so that nobody guesses it').max(128).optional(),
    ...plateFields,
    ...simulated,
  }),
  z.strictObject({ driver: z.literal('simulated'), ...simulated, ...plateFields }),
])

const sensor = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('esp32-http'), url: z.url(), interval_s: z.number().min(1).max(3600).default(5), ...simulated }),
  simulatedDriver,
])

export const devices = z.strictObject({
  board: board.optional(),
  reader: reader.optional(),
  camera: camera.optional(),
  printer: printer.optional(),
  cash: cash.optional(),
  coins: coins.optional(),
  terminal: terminal.optional(),
  sensor: sensor.optional(),
  sign: sign.optional(),
  plate_reader: plateReader.optional(),
})
export type Devices = z.infer<typeof devices>

/** What is said of each kind of device, by driver: tables with these keys are complete, and give their entry the right form. */
export type DeviceConfigs = {
  readonly [Kind in keyof Devices]-?: {
    readonly [Driver in NonNullable<Devices[Kind]>['driver']]: Extract<NonNullable<Devices[Kind]>, { driver: Driver }>
  }
}

/** One device, whose `driver` is its key in such a table. */
export type DeviceConfig<Kind extends keyof Devices, Driver extends keyof DeviceConfigs[Kind] = keyof DeviceConfigs[Kind]> = {
  driver: Driver
} & DeviceConfigs[Kind][Driver]

const boardsThatCount: ReadonlySet<string | undefined> = new Set(['palang-line', 'simulated'])
/** Of the pins a coin acceptor may be wired to. */
const pinsInUse: Readonly<Record<Family, readonly number[]>> = { gate: [3, 4], water: [2], ozone: [], checkpoint: [] }

/** What only a lane has a use for. */
const laneDevices = ['board', 'sign', 'plate_reader'] as const satisfies readonly (keyof Devices)[]

/** When what loop 2 of a gate tells is a vehicle; what is left out is as usual (controllers/src/families/gate/delays.ts). */
const passage = z.strictObject({
  /** A shorter pulse is no vehicle. A motorcycle at 20 km/h takes some 350 ms over a loop of one metre. */
  shortest_ms: z.int().min(0).max(5_000).optional(),
  /** A pulse that comes sooner after the one before belongs to the same vehicle: trailers, and gaps under a lorry. */
  gap_ms: z.int().min(0).max(5_000).optional(),
  /** So many pulses that were no vehicle, within so many seconds, are a bad loop. */
  bad_loop_pulses: z.int().min(2).max(100).optional(),
  bad_loop_s: z.int().min(1).max(600).optional(),
})

export const machineConfig = z
  .strictObject({
    id: slug,
    name: z.string().min(1).max(80).optional(),
    family,
    direction: gateRole.optional(),
    zone: slug.optional(),
    vehicle_class: slug.default('car'),
    panel: z.strictObject({ port: tcpPort, host: z.string().default('127.0.0.1') }),
    devices: devices.default({}),
    /** Its controller runs on another computer: nothing is started for it here, and it gets its token with an activation code. */
    elsewhere: z.boolean().optional(),
    /** Exchanged once for the machine's token: in the hub's site file, and in that of the other computer. */
    activation_code: z.string().min(16, 'at least 16 characters, so that nobody guesses it').max(128).optional(),
    offline: z
      .strictObject({
        entry: z.enum(['refuse', 'members', 'all']).default('members'),
        exit: z.enum(['refuse', 'signed-ticket', 'all']).default('signed-ticket'),
        /** With the hub away, its last word on free places holds for so long; 0: an entry alone never takes itself for full. */
        places_minutes: z.int().min(0).max(1440).optional(),
      })
      .optional(),
    passage: passage.optional(),
    products: products.optional(),
    interlock: interlock.optional(),
    consumables: consumables.optional(),
    ...treatmentKeys,
    ...checkpointKeys,
  })
  .refine(machine => machine.family !== 'gate' || machine.direction !== undefined, {
    path: ['direction'],
    message: 'a gate needs direction: in, out or pay',
  })
  .superRefine(({ direction, devices: fitted }, context) => {
    for (const device of laneDevices)
      if (direction === 'pay' && fitted[device] !== undefined)
        context.addIssue({ code: 'custom', path: ['devices', device], message: 'a pay station stands in no lane', input: fitted[device] })
  })
  .superRefine(checkTreatments)
  .superRefine(checkCheckpoint)
  .refine(machine => machine.family === 'gate' || machine.direction === undefined, {
    path: ['direction'],
    message: 'only gates have a direction',
  })
  .refine(machine => machine.family === 'gate' || machine.passage === undefined, {
    path: ['passage'],
    message: 'only gates have vehicles that pass',
  })
  .refine(({ devices: { board: given, coins: counted } }) => counted?.driver !== 'pulse' || boardsThatCount.has(given?.driver), {
    path: ['devices', 'coins', 'driver'],
    message: 'pulses are counted by a board palang-line',
  })
  .refine(({ family: kind, devices: { coins: counted } }) => counted?.driver !== 'pulse' || !pinsInUse[kind].includes(counted.pin), {
    path: ['devices', 'coins', 'pin'],
    message: 'has another use in this machine: 3 and 4 are the loops of a gate, 2 is the flow meter of a water machine',
  })
export type MachineConfig = z.infer<typeof machineConfig>

const zone = z.strictObject({
  id: slug,
  name: z.string().max(80).optional(),
  /** Places by vehicle class. */
  capacity: z.record(slug, z.int().min(0).max(100_000)),
  /** Of these, by vehicle class, for members only. */
  reserved: z.record(slug, z.int().min(0).max(100_000)).optional(),
})

const parking = z.strictObject({
  zones: z.array(zone).min(1),
  tariff: z.string().default('config/tariffs/standard.yaml'),
  /** What to do with a card nobody registered: let it in as a visitor, or refuse. */
  unknown_cards: z.enum(['allow', 'refuse']).default('allow'),
  /** A card that comes in while it is inside, or leaves while it is not: `hard` unless given. */
  anti_passback: passbackRule.optional(),
  /** Whether members are let in when not one place is left: theirs is then guaranteed. */
  members_when_full: z.enum(['refuse', 'admit']).default('refuse'),
  /** What another plate at the exit than at the entry means, both read with certainty; an alarm it is always. */
  plate_mismatch: z.enum(['warn', 'refuse']).default('warn'),
  /** Texts of signs at `/api/parking/sign`. */
  signs: z
    .array(z.strictObject({ id: slug, ...signTextFields }))
    .max(50)
    .optional(),
  /** From so many days before its end on, a membership is told of: at the gate, in the console and once as an alarm. */
  member_warning_days: z.int().min(0).max(366).default(7),
})
export type ParkingConfig = z.infer<typeof parking>

/** How long the hub keeps pictures, and how much of its disk they may take. None of an open session is ever deleted. */
const photos = z.strictObject({
  keep_days: z.int().min(1).max(3650).default(90),
  /** Of overrides, passages without permission, stays ended by force or with a lost ticket, and where money was given back. */
  keep_disputed_days: z.int().min(1).max(3650).default(365),
  /** Beyond it the oldest undisputed ones go first. */
  max_gb: z.number().positive().max(100_000).default(20),
  /** So much of the disk stays free of pictures. */
  min_free_mb: z.int().min(0).max(1_000_000).default(500),
})
export type PhotoKeeping = z.infer<typeof photos>

/** For a site that says nothing about pictures. */
export const usualPhotoKeeping: PhotoKeeping = photos.parse({})

export const site = z
  .strictObject({
    outlet: z.strictObject({
      id: slug,
      name: z.string().min(1).max(80),
      timezone: timeZoneName,
      currency,
      /** Of tickets and receipts; Indonesian unless given. */
      language: paperLanguage.optional(),
    }),
    hub: z
      .strictObject({
        host: z.string().default('0.0.0.0'),
        port: tcpPort.default(8000),
        database: z.string().optional(),
        /** `open`: /metrics answers everybody, as Prometheus likes it; `token`: only who has a token with the scope metrics or read. */
        metrics: z.enum(['open', 'token']).optional(),
        /** Addresses of proxies in front of the hub, which are believed where a request comes from. */
        trusted_proxies: z
          .array(z.union([z.ipv4(), z.ipv6()]))
          .max(32)
          .optional(),
        mqtt: z
          .string()
          .regex(mqttAddressForm, { error: mqttMistake, abort: true })
          .refine(text => parseMqttAddress(text) !== undefined, mqttMistake)
          .default('embedded:1883'),
        /** PEM file of the authority behind an `mqtts://` broker, where it is none the system trusts. */
        mqtt_ca: z.string().min(1).optional(),
        /** Set on another computer: where the hub is. */
        url: z
          .string()
          .regex(/^wss?:\/\//, 'expected the ws:// or wss:// address of the hub')
          .optional(),
        /** PEM files; with them the port speaks https and wss only. `cert` holds the whole chain, the hub's own first. */
        tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }).optional(),
        /** PEM file of a private authority, for a controller on another computer. */
        ca: z.string().min(1).optional(),
        /** Origins whose pages may call the hub with a token, such as https://office.example. */
        cors: z.array(z.string().refine(isOrigin, 'expected an origin as browsers write it, such as https://office.example')).optional(),
      })
      .prefault({}),
    data: z.string().optional(),
    simulation: z.boolean().optional(),
    log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    alerts: alerts.prefault({}),
    photos: photos.prefault({}),
    payments: payments.prefault({}),
    parking: parking.optional(),
    water: water.prefault({}),
    meals: meals.prefault({}),
    telemetry: telemetry.prefault({}),
    machines: z.array(machineConfig).min(1),
  })
  .superRefine((value, context) => {
    for (const { path, message, found } of crossMistakes(value)) context.addIssue({ code: 'custom', path, message, input: found })
  })

/** The site file as written. */
export type SiteFile = z.infer<typeof site>

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
