/**
 * A water machine without a controller, as the Raspberry Pi script of many a vending machine is: every few seconds it asks its sensor head
 * and posts the reading to the hub. A reading the hub did not take is kept and sent again, oldest first.
 */
import type { Clock, Timer } from '@palang/kit/clock'
import { z } from 'zod'
import { noiseAt, seedFor } from '../water/noise.ts'
import { createSensorHead } from '../water/sensor-head.ts'
import { createTankWater } from '../water/tank-water.ts'

export interface Reading {
  tds: number
  ph: number
  temperature: number
  at: string
}

/** What became of one reading: `refused` will never be taken, `away` may be later. */
export type Posted = { outcome: 'taken' } | { outcome: 'refused' | 'away'; why: string }
export type Post = (machineId: string, reading: Reading) => Promise<Posted>

export interface LightMachine {
  readonly id: string
  start(): void
  stop(): void
  view(): { taken: number; waiting: number; refused: number; lost: number; trouble: string | undefined }
}

export interface LightMachineOptions {
  id: string
  seed: number
  clock: Clock
  post: Post
  everyMs: number
  /** Into its first period it waits so long, so that a thousand do not post at once. */
  firstMs: number
}

/** An hour of readings at ten seconds each; older ones are given up. */
const mostKept = 360
/** Of what waits, so much with each turn. */
const mostSent = 20
const slotMs = 30 * 60_000
/** Share of half hours in which something is wrong with the sensor or the water. */
const mishapRate = 0.02

const readings = z.object({ tds: z.number(), ph: z.number(), temperature: z.number() })

export function createLightMachine({ id, seed, clock, post, everyMs, firstMs }: LightMachineOptions): LightMachine {
  const sensor = livedSensor({ id, seed, clock, everyMs })
  const waiting: Reading[] = []
  const counts = { taken: 0, refused: 0, lost: 0 }
  let trouble: string | undefined
  let timer: Timer | undefined
  let isSending = false

  function measure(): void {
    const reading = sensor()
    if (reading === undefined) return
    waiting.push({ ...reading, at: new Date(clock.now()).toISOString() })
    if (waiting.length <= mostKept) return
    waiting.shift()
    counts.lost += 1
  }

  async function send(): Promise<void> {
    if (isSending) return
    isSending = true
    for (let sent = 0; sent < mostSent && timer !== undefined; sent += 1) {
      const [oldest] = waiting
      if (oldest === undefined) break
      const posted = await post(id, oldest)
      trouble = posted.outcome === 'taken' ? undefined : posted.why
      if (posted.outcome === 'away') break
      counts[posted.outcome] += 1
      // Where the hour was over meanwhile, it is another one that stands first.
      if (waiting[0] === oldest) waiting.shift()
    }
    isSending = false
  }

  function turn(): void {
    measure()
    void send()
  }

  return {
    id,
    start() {
      timer ??= clock.after(firstMs, () => {
        timer = clock.every(everyMs, turn)
        turn()
      })
    },
    stop() {
      timer?.cancel()
      timer = undefined
    },
    view: () => ({ ...counts, waiting: waiting.length, trouble }),
  }
}

/** What the sensor says with each turn, undefined where it says nothing: customers come, and in some half hours something goes wrong. */
function livedSensor({ id, seed, clock, everyMs }: Pick<LightMachineOptions, 'id' | 'seed' | 'clock' | 'everyMs'>) {
  const own = seedFor(seed, id)
  const water = createTankWater({ name: id, seed, nowMs: clock.now() })
  const head = createSensorHead({ water, clock })
  let slot: number | undefined

  function mishaps(nowMs: number): void {
    const now = Math.floor(nowMs / slotMs)
    if (now === slot) return
    slot = now
    const kind = noiseAt(own + 11, now) > 1 - 2 * mishapRate ? noiseAt(own + 12, now) : undefined
    head.fault('disconnected', kind !== undefined && kind < -0.4)
    head.fault('frozen', kind !== undefined && kind >= -0.4 && kind < 0.2)
    if (kind !== undefined && kind >= 0.2) water.contaminate({ tds: 350, ph: -0.8, lasting: false }, nowMs)
  }

  return () => {
    const nowMs = clock.now()
    if (noiseAt(own + 10, Math.floor(nowMs / everyMs)) > 0.8) water.draw(1.5)
    mishaps(nowMs)
    const answer = head.answer('readings')
    return answer?.status === 200 ? readings.parse(JSON.parse(answer.body)) : undefined
  }
}
