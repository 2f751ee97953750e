/** What can be done at a water machine from outside. */
import { CodedError } from '@palang/kit/errors'
import type { Clock } from '@palang/kit/clock'
import { cardId } from '@palang/protocol'
import { z } from 'zod'
import { headFault } from '../water/sensor-head.ts'
import { setTillFault, tillFault } from '../world/till.ts'
import { setHeadFault, type WaterStand } from '../world/water-stand.ts'
import { coinPut, notePut, planSales, putNote, terminalPlan } from './till-acts.ts'

type Answer = Record<string, unknown>
type Run = (stand: WaterStand, body: unknown, clock: Clock) => Promise<Answer> | Answer

const boardFault = z.enum(['door', 'leak', 'estop', 'tamper', 'dry', 'valve_stuck', 'unplugged'])
/** The head's own are called `sensor_…`, so that nobody takes them for the board's. */
const sensorFault = z.enum(headFault.options.map(name => `sensor_${name}` as const))
const fault = z.strictObject({ fault: z.union([boardFault, sensorFault, tillFault]), on: z.boolean() })
const reset = z.strictObject({ power: z.boolean().default(false) })
const tap = z.strictObject({ card_id: cardId })
const nozzle = z.strictObject({ ml_per_s: z.number().min(1).max(1_000) })
const contaminate = z.strictObject({
  tds: z.number().min(-1_000).max(1_000).default(400),
  ph: z.number().min(-10).max(10).default(-1),
  lasting: z.boolean().default(false),
})
const foul = z.strictObject({ days: z.number().min(0).max(10_000) })
const filter = z.strictObject({ litres: z.number().min(0).max(1_000_000).default(0) })
const nothing = z.strictObject({})

/** What is answered where an act has nothing of its own to tell: how the machine is then. */
const seen = (stand: WaterStand): Answer => stand.view()

export const waterActs = {
  /** Breaks one thing, or mends it. */
  async fault(stand, body) {
    const { fault: what, on } = fault.parse(body)
    if (!(await setFault(stand, what, on))) throw new CodedError('no_such_device', `${stand.id} has no device for ${what}`)
    return seen(stand)
  },
  /** The board restarts; without power it forgets what it poured, and the sensor head starts anew, too. */
  reset(stand, body) {
    const { power } = reset.parse(body)
    stand.board.restart(power ? 'power' : 'external')
    if (power) stand.head?.restart()
    return seen(stand)
  },
  /** The sensor head alone loses its power for a moment. */
  restart_sensor(stand, body) {
    nothing.parse(body)
    stand.head?.restart()
    return seen(stand)
  },
  pay: (stand, body) => putNote(stand, notePut.parse(body)),
  coin(stand, body) {
    stand.board.insertCoin(coinPut.parse(body).pulses)
    return seen(stand)
  },
  tap(stand, body) {
    if (!stand.reader.present(tap.parse(body).card_id, 'RFID'))
      throw new CodedError('not_connected', `nobody has opened the reader of ${stand.id}`)
    return {}
  },
  terminal: (stand, body) => planSales(stand, terminalPlan.parse(body)),
  refill(stand, body) {
    nothing.parse(body)
    stand.board.refill()
    return seen(stand)
  },
  nozzle(stand, body) {
    stand.setNozzle(nozzle.parse(body).ml_per_s)
    return seen(stand)
  },
  /** Something gets into the tank; with `lasting` it comes with the supply. */
  contaminate(stand, body, clock) {
    stand.water.contaminate(contaminate.parse(body), clock.now())
    return seen(stand)
  },
  cleanse(stand, body) {
    nothing.parse(body)
    stand.water.cleanse()
    return seen(stand)
  },
  /** The probes were last cleaned so many days ago. */
  foul(stand, body, clock) {
    stand.water.foul(foul.parse(body).days, clock.now())
    return seen(stand)
  },
  /** A new filter, or one that so many litres went through. */
  filter(stand, body) {
    stand.water.wearFilter(filter.parse(body).litres)
    return seen(stand)
  },
} as const satisfies Record<string, Run>

async function setFault(stand: WaterStand, what: z.output<typeof fault>['fault'], on: boolean): Promise<boolean> {
  const { board } = stand
  const ofHead = headFault.safeParse(what.replace(/^sensor_/, ''))
  if (sensorFault.safeParse(what).success && ofHead.success) return setHeadFault(stand, ofHead.data, on)
  const ofTill = tillFault.safeParse(what)
  if (ofTill.success) return setTillFault(stand, ofTill.data, on)
  const ofBoard = boardFault.parse(what)
  if (ofBoard === 'dry') board.runDry(on)
  else if (ofBoard === 'valve_stuck') board.stick(on)
  else if (ofBoard === 'unplugged') await (on ? board.port.unplug() : board.port.plug())
  else board.feel(ofBoard, on)
  return true
}

/** The act of this name, or undefined. */
export function waterAct(name: string): Run | undefined {
  return Object.entries(waterActs).find(([known]) => known === name)?.[1]
}
