/** A lane under test: its state, what its steps did, and time that only tests move. */
import type { EntryResult, ExitResult, GateFact, PassbackRule } from '@palang/protocol'
import type { PricesAlone } from '../machine.ts'
import { gateDelays, type TimerName, usualPassage } from './delays.ts'
import { laneOf } from './lane.ts'
import { readSaved } from './saved.ts'
import { initialGate, savedPart, stepGate } from './machine.ts'
import type { Effect, GateConfig, GateContext, GateInput, GateState, SavedGate } from './state.ts'

export const quietInputs = { barrier: 'closed', positionKnown: true, loop1: false, loop2: false, beam: false, estop: false } as const

/** A board that can only open, and senses vehicles: star-hash, a6-net. */
export const pulseOnly = { lacks: ['position', 'beam', 'hold', 'close', 'halt'] } as const
export const pulseOnlyInputs = { ...quietInputs, barrier: 'unknown', positionKnown: false } as const

/** A board that reckons where the barrier stands, and has one sensor: gate-words. */
export const reckoning = { lacks: ['loop2', 'beam', 'hold'] } as const

export const session = '019be7a0-0000-7000-8000-00000000aaaa'

export interface TestLane {
  state(): GateState
  phase(): string
  reason(): string | undefined
  send(...inputs: GateInput[]): Effect[]
  /** Every fact so far, or only the types asked for. */
  facts(...types: GateFact['type'][]): GateFact[]
  factTypes(): string[]
  effects(): Effect[]
  last<K extends Effect['do']>(kind: K): Extract<Effect, { do: K }>
  states(commandId: string): string[]
  /** What runs now, with the time it was started for. */
  timers(): Partial<Record<TimerName, number>>
  /** The hub answers the question under way. */
  approve(result?: Partial<EntryResult & ExitResult>): void
  refuse(reason: string): void
  owe(amount: number, paidAmount?: number, qris?: boolean, more?: Partial<ExitResult>): void
  /** The board obeys the last order. */
  obey(): void
  after(ms: number): void
  /** The same journal, a new process. */
  restart(): TestLane
}

export interface TestLaneOptions {
  config?: Partial<GateConfig>
  members?: string[]
  blocked?: string[]
  /** Of members. */
  plates?: string[]
  hubOnline?: boolean
  /** Since when the hub has not taken what this lane tells. */
  untoldSinceMs?: number | null
  passback?: PassbackRule
  /** What it goes by with the hub away; nothing was handed over without it. */
  prices?: PricesAlone
  isClockSure?: boolean
  saved?: SavedGate | null
  connect?: boolean
}

const usualConfig: GateConfig = {
  id: 'gate_here',
  vehicleClass: 'car',
  direction: 'in',
  currency: 'IDR',
  offline: { entry: 'members', exit: 'signed-ticket' },
  printsReceipts: false,
  readerScansTickets: false,
  lacks: [],
  speaks: false,
  minPlateConfidence: 0.9,
  // Tests of other things drive over the loop in no time.
  passage: { ...usualPassage, shortestMs: 0, gapMs: 0 },
  delays: gateDelays,
}

/** What the hub says to a stay that owes. */
const unpaid = { approved: false, reason: 'unpaid', session_id: session, currency: 'IDR', paid: false, duration_minutes: 90, lines: [] }

/** What the hub told this lane. */
function knowledge({
  members = [],
  blocked = [],
  plates = [],
  passback,
  hubOnline = true,
  untoldSinceMs = null,
  prices,
  isClockSure = true,
}: TestLaneOptions): Pick<GateContext, 'cardStanding' | 'isMembersPlate' | 'passbackRule' | 'hubOnline' | 'untoldSinceMs' | 'alone'> {
  return {
    hubOnline: () => hubOnline,
    untoldSinceMs: () => untoldSinceMs,
    cardStanding: card => (blocked.includes(card) ? 'blocked' : members.includes(card) ? 'member' : 'unknown'),
    isMembersPlate: plate => plates.includes(plate),
    passbackRule: () => passback ?? null,
    alone: { prices: () => prices ?? null, isClockSure: () => isClockSure },
  }
}

export function testLane({ config = {}, saved = null, connect = true, ...told }: TestLaneOptions = {}): TestLane {
  const full = { ...usualConfig, ...config }
  let counter = saved === null ? 0 : 1000
  let steadyMs = 0
  let state = initialGate(Date.UTC(2026, 0, 20), saved, full)
  const done: Effect[] = []
  const context = {
    get nowMs() {
      return Date.UTC(2026, 0, 20) + steadyMs
    },
    get steadyMs() {
      return steadyMs
    },
    newId: () => `019be7a0-0000-7000-8000-${String(++counter).padStart(12, '0')}`,
    ...knowledge(told),
  }
  const send = (...inputs: GateInput[]) => {
    const from = done.length
    for (const input of inputs) {
      const step = stepGate(full, state, input, context)
      state = step.state
      done.push(...step.effects)
    }
    return done.slice(from)
  }
  const last = <K extends Effect['do']>(kind: K) => lastOf(done, kind)
  const answered = (result: EntryResult & ExitResult) => {
    const { requestId, purpose } = last('ask')
    send({ kind: 'answered', requestId, decision: { purpose, result } })
  }
  send({ kind: 'started' }, ...(connect ? [{ kind: 'board', inputs: quietInputs } as const] : []))
  return {
    state: () => state,
    phase: () => laneOf(state).phase,
    reason: () => laneOf(state).reason,
    send,
    facts: (...types) => factsOf(done).filter(fact => types.length === 0 || types.includes(fact.type)),
    factTypes: () => factsOf(done).map(fact => fact.type),
    effects: () => done,
    last,
    states: id => done.flatMap(effect => (effect.do === 'answer' && effect.result.command_id === id ? [effect.result.state] : [])),
    timers: () => timersOf(done),
    approve: (result = {}) => answered({ approved: true, session_id: session, ...result }),
    refuse: reason => answered({ approved: false, reason }),
    owe: (amount, paidAmount = 0, qris = false, more = {}) =>
      answered({ ...unpaid, amount, paid_amount: paidAmount, ...(qris ? { qris } : {}), ...more }),
    obey() {
      const { orderId, action } = last('move')
      send({ kind: 'moved', orderId, result: { ok: true, position: state.inputs.barrier } })
      if (action === 'stop') return
      steadyMs += 800
      send({ kind: 'barrier', position: action === 'open' ? 'opening' : 'closing', positionKnown: true })
      send({ kind: 'barrier', position: action === 'open' ? 'open' : 'closed', positionKnown: true })
    },
    after(ms) {
      steadyMs += ms
    },
    restart: () => testLane({ config, ...told, saved: readSaved(JSON.stringify(savedPart(state))), connect: false }),
  }
}

function lastOf<K extends Effect['do']>(done: readonly Effect[], kind: K): Extract<Effect, { do: K }> {
  const found = done.findLast(effect => effect.do === kind)
  if (found === undefined) throw new Error(`no ${kind} so far`)
  return found as Extract<Effect, { do: K }>
}

function timersOf(done: readonly Effect[]): Partial<Record<TimerName, number>> {
  const running: Partial<Record<TimerName, number>> = {}
  for (const effect of done) {
    if (effect.do === 'start_timer') running[effect.name] = effect.delayMs
    if (effect.do === 'stop_timer') delete running[effect.name]
  }
  return running
}

/** The facts among the effects, in order. */
export function factsOf(effects: readonly Effect[]): GateFact[] {
  return effects.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
}

/** The cable of the board is pulled. */
export const boardGone: GateInput = { kind: 'device', device: 'board', connected: false, reason: 'unplugged' }
export const loop1 = (on: boolean): GateInput => ({ kind: 'input', input: 'loop1', on })
export const loop2 = (on: boolean): GateInput => ({ kind: 'input', input: 'loop2', on })
export const beam = (on: boolean): GateInput => ({ kind: 'input', input: 'beam', on })
export const card = (cardId = 'CARD_001'): GateInput => ({ kind: 'card', cardId, raw: cardId })
export const timer = (name: Extract<GateInput, { kind: 'timer' }>['name']): GateInput => ({ kind: 'timer', name })
export const command = (id: string, control: Extract<GateInput, { kind: 'command' }>['control']): GateInput => ({
  kind: 'command',
  id,
  control,
})
