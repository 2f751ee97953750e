/** What a lane shows its driver, and the driver's patience with it. */
import { z } from 'zod'
import { messageOf } from '@palang/kit'
import { until } from '../site/until.ts'
import type { DaySite } from './day-site.ts'

/** How long a driver waits for one thing before backing out. */
export const patienceS = 6
/** Between two looks. */
export const lookMs = 60

const gateView = z.object({
  board: z.object({ gate: z.string(), actuations: z.int() }),
  lane: z.object({ place: z.string(), passages: z.int(), turned_back: z.int() }),
  cash: z.object({ enabled: z.boolean(), stacked_total: z.int(), paid_total: z.int() }).nullable(),
})
type GateView = z.infer<typeof gateView>

const panelLane = z.object({
  lane: z.looseObject({
    phase: z.string(),
    ticket: z.string().optional(),
    amount: z.int().optional(),
    paid_amount: z.int().optional(),
    card: z.looseObject({ state: z.string(), reason: z.string().optional() }).optional(),
    qris: z.looseObject({ state: z.string(), code: z.string().optional() }).optional(),
  }),
  hub: z.object({ online: z.boolean() }),
})

/** What the simulator tells at `where`. Of one lane, not of the world: with hundreds of cars inside that costs more than all else. */
export async function simulated<Body>({ site }: DaySite, where: string, schema: z.ZodType<Body>): Promise<Body> {
  const answer = await fetch(`${site.simulatorUrl.replace(/\/$/, '')}${where}`)
  return schema.parse(await answer.json())
}

/** What a lane's devices say, from the simulator. */
export function viewOf(day: DaySite, gate: string): Promise<GateView> {
  return simulated(day, `/gates/${gate}`, gateView)
}

/** What the lane's own screen shows; undefined while its controller is away. */
export async function screenOf({ site }: DaySite, gate: string): Promise<z.infer<typeof panelLane> | undefined> {
  const answer = await fetch(`${site.panels[gate]?.replace(/\/$/, '')}/api/status`).catch(() => undefined)
  return answer?.ok === true ? panelLane.parse(await answer.json()) : undefined
}

export async function waited({ site }: DaySite, condition: Record<string, unknown>): Promise<boolean> {
  return site.simulate('/wait', condition).then(
    () => true,
    () => false,
  )
}

/** An act that cannot be done at the moment: the reader is unplugged, the lane is empty. */
export function notNow(error: unknown): undefined {
  if (!messageOf(error).includes(': 409 ') && !messageOf(error).includes(': 504 ')) throw error
}

/** Whether it holds before the driver's patience ends. */
export function isSoon(holds: () => Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + patienceS * 1000
  return until('the lane', async () => ((await holds()) ? 'yes' : performance.now() > endMs && 'no'), {
    timeoutMs: 4 * patienceS * 1000,
    everyMs: lookMs,
  }).then(answer => answer === 'yes')
}
