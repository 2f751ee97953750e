/** What can be done at a gate from outside: one table for the HTTP interface and for scripts. */
import { uuidv7 } from '@palang/kit/ids'
import { CodedError } from '@palang/kit/errors'
import { cardId, licensePlate } from '@palang/protocol'
import { z } from 'zod'
import { GateBoard } from '../boards/gate-board.ts'
import { faultKind, setFault } from '../world/faults.ts'
import { type Gate, presentCard } from '../world/gate.ts'
import type { Vehicle } from '../world/vehicle.ts'
import type { World } from '../world/world.ts'
import { coinPut, notePut, planSales, putNote, terminalPlan } from './till-acts.ts'

export type Answer = Record<string, unknown>

interface Act<S extends z.ZodType> {
  body: S
  run(world: World, gate: Gate, body: z.output<S>): Promise<Answer> | Answer
}

const act = <S extends z.ZodType>(body: S, run: Act<S>['run']): Act<S> => ({ body, run })
const nothing = z.strictObject({})
const passTimeoutMs = 60_000
/** What the camera reads: the plate of the vehicle in the lane unless another is given. */
const platePush = z.strictObject({
  plate: z.string().max(64).optional(),
  confidence: z.number().default(0.97),
  times: z.int().min(1).max(20).default(1),
  late_s: z.number().min(0).max(120).default(0),
  picture_bytes: z.int().min(0).max(1_000_000).default(0),
  secret: z.string().max(128).optional(),
})

export const gateActs = {
  /** A vehicle comes onto loop 1 (behind others it queues), or leaves it backwards. */
  vehicle: act(
    z.strictObject({ plate: licensePlate.optional(), action: z.enum(['arrives', 'leaves']).default('arrives') }),
    async (_world, gate, { plate, action }) => {
      if (action === 'leaves') return backOut(gate)
      const vehicle: Vehicle = { ...stranger(gate), plate: plate ?? 'B 1234 XYZ' }
      const queued = gate.lane.view().place !== 'empty'
      const arriving = gate.lane.arrive(vehicle, { expected: false })
      if (!queued) await arriving
      return { vehicle, queued }
    },
  ),
  tap: act(z.strictObject({ card_id: cardId, kind: z.enum(['RFID', 'QR']).default('RFID') }), (_world, gate, { card_id, kind }) => {
    const { vehicle } = gate.lane.view()
    if (vehicle?.driver === 'manual') vehicle[kind === 'QR' ? 'ticket' : 'card'] = card_id
    const isHeard = kind === 'RFID' ? presentCard(gate, card_id) : gate.reader.present(card_id, kind)
    if (!isHeard) throw new CodedError('not_connected', `nobody has opened the reader of ${gate.id}`)
    return {}
  }),
  button: act(nothing, (_world, gate) => press(gate, 'BTN')),
  help: act(nothing, (_world, gate) => press(gate, 'HELP')),
  /** The vehicle in the lane drives through once the barrier is up, or at once when forced. */
  drive_through: act(z.strictObject({ force: z.boolean().default(false) }), (world, gate, { force }) => {
    const vehicle = standing(gate)
    const passing = gate.lane
      .pass(vehicle, { timeoutMs: passTimeoutMs, force })
      .then(passed => passed && world.traffic.settle(gate, vehicle))
    passing.catch((error: unknown) => world.log.error({ err: error }, 'a vehicle could not drive through'))
    return { vehicle }
  }),
  /** A second vehicle drives through close behind the one in the lane, on its opening and without showing anything. */
  tailgate: act(z.strictObject({ plate: licensePlate.optional() }), (world, gate, { plate }) => {
    const vehicle: Vehicle = { ...stranger(gate), plate: plate ?? 'B 666 TG' }
    const following = gate.lane
      .arrive(vehicle, { expected: false })
      .then(stands => stands && gate.lane.pass(vehicle, { timeoutMs: passTimeoutMs, tailgates: true }))
      .then(passed => passed && world.traffic.settle(gate, vehicle))
    following.catch((error: unknown) => world.log.error({ err: error }, 'a vehicle could not follow'))
    return { vehicle }
  }),
  back_out: act(nothing, (_world, gate) => backOut(gate)),
  pay: act(notePut, (_world, gate, body) => putNote(gate, body)),
  /** Puts one coin in, worth so many pulses. */
  coin: act(coinPut, (_world, gate, { pulses }) => {
    if (!(gate.board instanceof GateBoard)) throw new CodedError('no_such_device', `the board of ${gate.id} counts no coins`)
    gate.board.insertCoin(pulses)
    return {}
  }),
  terminal: act(terminalPlan, (_world, gate, body) => planSales(gate, body)),
  plate: act(platePush, (_world, gate, push) => readPlate(gate, push)),
  /** Puts bytes on a device's line as they are. */
  raw: act(
    z
      .strictObject({
        device: z.enum(['board', 'reader', 'cash']).default('board'),
        line: z.string().max(4_096).optional(),
        base64: z.base64().max(65_536).optional(),
      })
      .refine(body => (body.line === undefined) !== (body.base64 === undefined), { message: 'give either line or base64', path: ['line'] }),
    (_world, gate, { device, line, base64 }) => {
      const bytes = line === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(`${line}\n`, 'utf8')
      const port = device === 'board' ? gate.board.port : device === 'reader' ? gate.reader.port : gate.cash?.port
      if (port === undefined) throw new CodedError('no_such_device', `${gate.id} has no ${device}`)
      if (!port.isOpen()) throw new CodedError('not_connected', `nobody has opened the ${device} of ${gate.id}`)
      port.write(bytes)
      return { bytes: bytes.length }
    },
  ),
  fault: act(z.strictObject({ fault: faultKind, on: z.boolean() }), async (world, gate, { fault, on }) => {
    if (!(await setFault(gate, fault, on))) throw new CodedError('no_such_device', `${gate.id} has no device for ${fault}`)
    return { faults: world.noteFault(gate, fault, on) }
  }),
  /** The board restarts, as after a brown-out. */
  reset: act(nothing, (_world, gate) => {
    gate.board.restart('watchdog')
    return {}
  }),
} as const

export type GateAct = keyof typeof gateActs

/** Carries out one act whose body was not checked yet. Throws `ZodError` or `CodedError`. */
export async function runGateAct(world: World, gate: Gate, name: GateAct, body: unknown): Promise<Answer> {
  const chosen: Act<z.ZodType> = gateActs[name]
  return chosen.run(world, gate, chosen.body.parse(body))
}

function stranger(gate: Gate): Vehicle {
  return { id: uuidv7(), plate: '', class: gate.vehicleClass, driver: 'manual', card: null, ticket: null }
}

function standing(gate: Gate): Vehicle {
  const { vehicle, place } = gate.lane.view()
  if (vehicle === null || place !== 'loop1') throw new CodedError('no_vehicle', `no vehicle stands at ${gate.id}`)
  return vehicle
}

async function backOut(gate: Gate): Promise<Answer> {
  const vehicle = standing(gate)
  await gate.lane.backOut(vehicle)
  return { vehicle }
}

/** Reads of a plate and of a certainty that no controller takes are posted as well: what is refused is to be tried, too. */
async function readPlate(gate: Gate, push: z.output<typeof platePush>): Promise<Answer> {
  if (gate.plates === undefined) throw new CodedError('no_such_device', `${gate.id} has no plate reader`)
  const { confidence, times, secret, late_s: lateS, picture_bytes: pictureBytes } = push
  const plate = push.plate ?? standing(gate).plate
  return { plate, answers: await gate.plates.push({ plate, confidence, times, secret, lateMs: lateS * 1_000, pictureBytes }) }
}

function press(gate: Gate, name: 'BTN' | 'HELP'): Answer {
  gate.board.press(name)
  return {}
}
