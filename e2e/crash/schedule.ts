/** What goes wrong and when, from one number: the same seed always gives the same schedule. */
import { seeded } from '../../simulator/src/traffic/random.ts'

export const gates = ['gate_in', 'gate_out'] as const
export type GateId = (typeof gates)[number]

export type Mishap =
  | { atMs: number; kind: 'kill'; what: 'hub' | 'database' | GateId; downMs: number }
  | { atMs: number; kind: 'cut' | 'silent' | 'spoil'; gate: GateId }
  | { atMs: number; kind: 'delay'; gate: GateId; delayMs: number }
  | { atMs: number; kind: 'duplicate'; gate: GateId }

export interface Schedule {
  seed: number
  /** How long cars come and buttons are pressed. Milliseconds. */
  loadMs: number
  mishaps: readonly Mishap[]
}

const loadMs = 6_000

/** At least one process dies and at least one link fails in every schedule. */
export function scheduleOf(seed: number, engine: 'sqlite' | 'mysql'): Schedule {
  const random = seeded(seed)
  const killable = ['hub', ...gates, ...(engine === 'mysql' ? (['database'] as const) : [])] as const
  const atMs = () => random.between(200, loadMs - 200)
  const kill = (): Mishap => ({ atMs: atMs(), kind: 'kill', what: random.pick(killable), downMs: random.between(0, 1_500) })
  const link = (): Mishap => {
    const gate = random.pick(gates)
    const kind = random.pick(['cut', 'silent', 'spoil', 'delay', 'duplicate'] as const)
    if (kind === 'delay') return { atMs: atMs(), kind, gate, delayMs: random.between(20, 1_800) }
    return { atMs: atMs(), kind, gate }
  }
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random.between(1, most) }, make)
  const mishaps = [...some(3, kill), ...some(4, link)].toSorted((a, b) => a.atMs - b.atMs)
  return { seed, loadMs, mishaps }
}

/** The schedule in words, a line each. */
export function describeSchedule({ mishaps }: Schedule): string {
  return mishaps
    .map(mishap => {
      const { atMs, kind, ...rest } = mishap
      return `  ${String(atMs).padStart(5)} ms  ${kind} ${Object.entries(rest)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`
    })
    .join('\n')
}
