/** Cars and operators for some seconds, while processes die: nobody here knows what works at the moment. */
import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '@palang/kit'
import { seeded, type Random } from '../../simulator/src/traffic/random.ts'
import type { GateView } from '../site/gate-hands.ts'
import type { CrashSite } from './crash-site.ts'
import type { GateId } from './schedule.ts'

/** What an operator asked for, and what he was told about it. */
export interface Order {
  gate: GateId
  key: string
  /** The last answer; undefined when nobody ever answered. */
  answer: { status: number; body: Record<string, unknown> } | undefined
}

export interface Load {
  /** Resolves when everybody has finished what was begun. */
  stop(): Promise<void>
  orders: readonly Order[]
}

/** How long a driver waits for the barrier, and everybody between two looks. Milliseconds. */
const patienceMs = 2_500
const lookMs = 60

interface Scene {
  site: CrashSite
  random: Random
  on(): boolean
  /** Cards of cars that went in. */
  inside: string[]
}

/** Sets cars and operators going; everything they choose comes from `seed`. */
export function startLoad(site: CrashSite, seed: number): Load {
  let on = true
  const inside: string[] = []
  const orders: Order[] = []
  const scene = (salt: number): Scene => ({ site, random: seeded(seed * 31 + salt), on: () => on, inside })
  const work = [entries(scene(1), seed), exits(scene(2)), operators(scene(3), seed, orders)]
  return {
    orders,
    async stop() {
      on = false
      await Promise.all(work)
    },
  }
}

async function entries(scene: Scene, seed: number): Promise<void> {
  for (let n = 0; scene.on(); n++) {
    const card = `S${seed}C${n}`
    const passed = await visit(scene, 'gate_in', async () => {
      if (scene.random.chance(0.2)) await act(scene, 'gate_in', 'button')
      else await act(scene, 'gate_in', 'tap', { card_id: card })
    })
    if (passed) scene.inside.push(card)
    await pause(scene.random.between(0, 300))
  }
}

async function exits(scene: Scene): Promise<void> {
  while (scene.on()) {
    const card = scene.inside.shift()
    if (card === undefined) {
      await pause(lookMs)
      continue
    }
    const passed = await visit(scene, 'gate_out', async () => {
      await act(scene, 'gate_out', 'tap', { card_id: card })
      await payIfAsked(scene)
    })
    if (!passed) scene.inside.push(card)
  }
}

/** Drives up, does `present`, drives through when the barrier is told to open, else backs out. */
async function visit(scene: Scene, gate: GateId, present: () => Promise<void>): Promise<boolean> {
  const before = await view(scene, gate)
  await act(scene, gate, 'vehicle')
  await present()
  const opened = await soon(scene, gate, now => now.board.actuations > before.board.actuations)
  if (!opened || scene.random.chance(0.1)) {
    await act(scene, gate, 'back-out')
    return false
  }
  await act(scene, gate, 'drive-through')
  if (await soon(scene, gate, now => now.lane.passages > before.lane.passages)) return true
  await act(scene, gate, 'back-out')
  return false
}

async function payIfAsked(scene: Scene): Promise<void> {
  const before = await view(scene, 'gate_out')
  const asked = (now: GateView) => now.cash?.enabled === true
  await soon(scene, 'gate_out', now => asked(now) || now.board.actuations > before.board.actuations)
  for (let notes = 0; notes < 3 && asked(await view(scene, 'gate_out')); notes++) {
    await act(scene, 'gate_out', 'pay', { amount: scene.random.pick([2_000, 5_000, 10_000]) })
  }
}

/** Opens gates from afar; an order nobody answered is repeated under its key, as a careful program does. */
async function operators({ site, random, on }: Scene, seed: number, orders: Order[]): Promise<void> {
  for (let n = 0; on(); n++) {
    const order: Order = { gate: random.pick(['gate_in', 'gate_out'] as const), key: `seed-${seed}-order-${n}`, answer: undefined }
    orders.push(order)
    for (let tries = 0; tries < 3 && (order.answer === undefined || order.answer.status >= 500); tries++) {
      order.answer = await site
        .api(
          'POST',
          `/api/gate/control/${order.gate}?wait=accepted`,
          { action: 'open', duration: random.between(1, 3), reason: order.key },
          { 'idempotency-key': order.key },
        )
        .catch(() => undefined)
      await pause(lookMs)
    }
    await pause(random.between(100, 900))
  }
}

/** An act at the simulated gate; what cannot be done now (no reader, no car) is left. */
async function act({ site }: Scene, gate: GateId, name: string, body: Record<string, unknown> = {}): Promise<void> {
  await site.simulate(`/gates/${gate}/${name}`, body).catch((error: unknown) => {
    if (!messageOf(error).includes(': 409 ')) throw error
  })
}

async function view({ site }: Scene, gate: GateId): Promise<GateView> {
  return ((await site.simulate('/state'))['gates'] as Record<GateId, GateView>)[gate]
}

async function soon(scene: Scene, gate: GateId, holds: (now: GateView) => boolean): Promise<boolean> {
  const endMs = performance.now() + patienceMs
  while (performance.now() < endMs) {
    if (holds(await view(scene, gate))) return true
    await pause(lookMs)
  }
  return false
}
