/** Whatever happens in whatever order, restarts at every step among it: never two runs, never one in danger, one end each, and every rupiah is somebody's. */
import { isTerminal, type TreatmentFact } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { initialOzone, savedPart, stepOzone } from './machine.ts'
import { readSaved } from './saved.ts'
import type { Effect, OzoneInput, OzoneState } from './state.ts'
import { testConfig } from './test-ozone.ts'

const happenings = [
  'choose',
  'note',
  'note stacked',
  'cancel',
  'stop',
  'start',
  'answer to the question',
  'answer to the order',
  'lost order',
  'seconds',
  'look',
  'end',
  'end told',
  'door',
  'emergency stop',
  'mode',
  'restart of the program',
  'reset of the board',
  'loss of power',
  'unplugged',
  'plugged',
  'time',
] as const
type Happening = (typeof happenings)[number]

const config = { ...testConfig, takesCoins: false }

/** A machine, its board and its note acceptor, as far as they need each other: what is on its way between them may be lost. */
class World {
  readonly facts: TreatmentFact[] = []
  readonly terminal = new Map<string, number>()
  readonly orders = new Map<string, number>()
  /** Orders given in danger, or for money that was not there. */
  readonly wrong: string[] = []
  inBox = 0
  state: OzoneState = initialOzone(null)
  #escrow: 'empty' | 'waiting' | 'accepted' = 'empty'
  #asked: string | undefined
  #ordered: string | undefined
  #ids = 0
  #boot = 1
  #plugged = true
  #nowMs = 1_000_000
  #door = false
  #estop = false
  readonly board = { count: 0, amount: 0, reason: 'none' as 'none' | 'running' | 'done' | 'reset' | 'stopped' | 'estop' }

  constructor() {
    this.send({ kind: 'started' }, this.#ready())
  }

  happen(what: Happening): void {
    switch (what) {
      case 'choose':
        return this.send({ kind: 'choose', treatment: 'BASIC' })
      case 'note':
        if (this.#escrow !== 'empty') return
        this.#escrow = 'waiting'
        return this.send({ kind: 'escrow', amount: 700 })
      case 'note stacked':
        return this.#stack()
      case 'cancel':
      case 'stop':
        return this.send({ kind: what })
      case 'start':
        return this.send({ kind: 'start', id: `c${++this.#ids}`, treatment: 'STANDARD' })
      case 'door':
        this.#door = !this.#door
        return this.#tellSwitches()
      case 'emergency stop':
        this.#estop = !this.#estop
        if (this.#estop && this.board.reason === 'running') this.board.reason = 'estop'
        return this.#tellSwitches()
      case 'mode':
        return this.send({ kind: 'set_mode', id: `c${++this.#ids}`, mode: this.#ids % 4 === 0 ? 'disabled' : 'active' })
      case 'time':
        this.#nowMs += 40_000
        return this.send({ kind: 'timer', name: 'cool' })
      case 'restart of the program':
        this.#asked = this.#ordered = undefined
        if (this.#escrow === 'waiting') this.#escrow = 'empty'
        this.state = initialOzone(readSaved(JSON.stringify(savedPart(this.state))))
        this.send({ kind: 'started' })
        return this.#plugged ? this.send(this.#ready()) : undefined
      default:
        return this.#happenAtBoard(what)
    }
  }

  #happenAtBoard(what: Happening): void {
    const { board } = this
    switch (what) {
      case 'answer to the question':
        return this.#answerQuestion()
      case 'answer to the order':
        return this.#take(true)
      case 'lost order':
        return this.#take(false)
      case 'seconds':
        if (board.reason === 'running') board.amount += 7_300
        return
      case 'look':
        return this.send({ kind: 'timer', name: 'look_again' })
      case 'end':
        if (board.reason !== 'running') return
        Object.assign(board, { amount: (this.state.run?.plannedS ?? 60) * 1_000, reason: 'done' })
        return
      case 'end told':
        if (!this.#plugged || board.reason === 'none' || board.reason === 'running') return
        return this.send({ kind: 'ran', amount: board.amount, isExact: true, reason: board.reason })
      case 'reset of the board':
        this.#boot += 1
        if (board.reason === 'running') board.reason = 'reset'
        return this.send({ kind: 'restarted', cause: 'brownout' }, ...(this.#plugged ? [this.#ready()] : []))
      case 'loss of power':
        this.#boot += 1
        Object.assign(board, { count: 0, amount: 0, reason: 'none' })
        this.send({ kind: 'restarted', cause: 'power' }, ...(this.#plugged ? [this.#ready()] : []))
        if (this.state.run !== null && this.state.run.stage !== 'asked')
          this.send({ kind: 'ran', amount: 0, isExact: false, reason: 'unknown' })
        return
      case 'unplugged':
        this.#plugged = false
        return this.send({ kind: 'board', connected: false, reason: 'unplugged' })
      case 'plugged':
        this.#plugged = true
        return this.send(this.#ready())
      default:
        return
    }
  }

  /** Everything answers, and what is under way ends. */
  settle(): void {
    this.happen('plugged')
    this.happen('note stacked')
    if (this.#escrow === 'waiting') this.#escrow = 'empty'
    this.happen('cancel')
    for (const _again of [1, 2, 3]) {
      this.happen('answer to the question')
      this.happen('lost order')
      this.happen('end')
      this.happen('look')
      this.happen('answer to the question')
    }
    if (this.state.run !== null) this.send({ kind: 'ran', amount: 0, isExact: false, reason: 'unknown' })
    this.send({ kind: 'timer', name: 'let_go' })
  }

  send(...inputs: OzoneInput[]): void {
    for (const input of inputs) {
      const context = {
        nowMs: this.#nowMs,
        newId: () => `019be7a0-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`,
        hubOnline: () => true,
      }
      const { state, effects } = stepOzone(config, this.state, input, context)
      this.state = state
      for (const effect of effects) this.#perform(effect)
    }
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'record':
        return void this.facts.push(effect.fact)
      case 'ask_last':
        this.#asked = effect.sessionId
        return
      case 'halt':
        if (this.#plugged && this.board.reason === 'running') this.board.reason = 'stopped'
        return
      case 'cash':
        if (effect.act === 'accept') this.#escrow = 'accepted'
        if (effect.act === 'give_back') this.#escrow = 'empty'
        return
      case 'answer':
        if (isTerminal(effect.result.state))
          this.terminal.set(effect.result.command_id, (this.terminal.get(effect.result.command_id) ?? 0) + 1)
        return
      case 'run':
        return this.#order(effect.sessionId)
      default:
        return
    }
  }

  #order(sessionId: string): void {
    this.orders.set(sessionId, (this.orders.get(sessionId) ?? 0) + 1)
    this.#ordered = sessionId
    const { run, shop } = this.state
    const ordered = this.facts.find(fact => fact.type === 'treatment_ordered' && fact.payload.session_id === sessionId)
    const isPaid = this.facts.some(fact => fact.type === 'treatment_paid' && fact.payload.session_id === sessionId)
    if (ordered === undefined || this.#door || this.#estop || this.state.isStopLatched) this.wrong.push(sessionId)
    if (run?.purpose === 'sale' && (!isPaid || shop.sale?.sessionId !== sessionId)) this.wrong.push(sessionId)
    if (this.board.reason === 'running') this.wrong.push(sessionId)
  }

  #stack(): void {
    if (this.#escrow !== 'accepted') return
    this.#escrow = 'empty'
    this.inBox += 700
    this.send({ kind: 'stacked', amount: 700 })
  }

  #answerQuestion(): void {
    const sessionId = this.#asked
    this.#asked = undefined
    if (sessionId === undefined) return
    const last = this.#plugged
      ? ({ ok: true, ...this.board } as const)
      : ({ ok: false, code: 'device_unavailable', message: 'away', moved: 'no' } as const)
    this.send({ kind: 'remembered', sessionId, last })
  }

  /** The order arrives; its answer may not. */
  #take(isAnswered: boolean): void {
    const sessionId = this.#ordered
    this.#ordered = undefined
    if (sessionId === undefined) return
    if (!this.#plugged || this.#estop) {
      const code = this.#plugged ? 'emergency_stop' : 'device_unavailable'
      return this.send({ kind: 'taken', sessionId, result: { ok: false, code, message: 'no', moved: 'no' } })
    }
    this.board.count += 1
    Object.assign(this.board, { amount: 0, reason: 'running' })
    const result = isAnswered ? ({ ok: true } as const) : ({ ok: false, code: 'timeout', message: 'late', moved: 'maybe' } as const)
    this.send({ kind: 'taken', sessionId, result })
  }

  #tellSwitches(): void {
    if (this.#plugged) this.send({ kind: 'switches', switches: { door: this.#door, emergency_stop: this.#estop } })
  }

  #ready(): OzoneInput {
    return { kind: 'board', connected: true, boot: `boot ${this.#boot}`, switches: { door: this.#door, emergency_stop: this.#estop } }
  }
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)

function expectSound({ facts, orders, terminal, wrong, state, inBox }: World): void {
  const ordered = facts.flatMap(fact => (fact.type === 'treatment_ordered' ? [fact.payload] : []))
  const ended = facts.flatMap(fact => (fact.type === 'treatment_ended' ? [fact.payload] : []))
  expect([state.run, state.shop.sale, wrong]).toEqual([null, null, []])
  expect(new Set(ordered.map(one => one.session_id)).size).toBe(ordered.length)
  expect(ended.map(one => one.session_id).toSorted()).toEqual(ordered.map(one => one.session_id).toSorted())
  expect([...orders.values()].filter(times => times !== 1)).toEqual([])
  expect([...terminal.values()].filter(times => times !== 1)).toEqual([])
  const sold = ended.filter(one => one.price !== undefined)
  for (const { price = 0, charged = 0, remainder = 0, paid_amount: paid = 0, actual_s: actual, planned_s: planned, reason } of sold) {
    expect(charged + remainder).toBe(paid)
    expect(charged).toBe(reason === 'done' ? price : Math.min(price, Math.floor((price * actual) / planned)))
  }
  // What is in the box is booked or told of; what was booked and not charged is credit, used by the next or still there.
  const cash = facts.flatMap(fact => (fact.type === 'cash_received' ? [fact.payload.amount] : []))
  const told = facts.flatMap(fact =>
    fact.type === 'alarm_raised' && ['note_unproven', 'cash_unclaimed'].includes(fact.payload.code)
      ? [Number(fact.payload['amount'] ?? 0)]
      : [],
  )
  expect(sum(cash) + sum(told)).toBeGreaterThanOrEqual(inBox)
  expect(sum(cash)).toBeLessThanOrEqual(inBox)
  expect(sum(cash) - sum(sold.map(one => one.charged ?? 0))).toBe(state.shop.credit?.amount ?? 0)
}

test('no story of door, emergency stop, power and program ends in two runs, a run in danger, or lost money', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 50 }), story => {
      const world = new World()
      for (const what of story) world.happen(what)
      world.settle()
      expectSound(world)
    }),
    { numRuns: 1_000 },
  )
})

test('the world itself: a customer pays, is treated, and is charged the whole price', () => {
  const world = new World()
  for (const what of ['choose', 'note', 'note stacked', 'note', 'note stacked', 'answer to the question', 'answer to the order'] as const)
    world.happen(what)
  expect(world.state.run?.stage).toBe('running')
  for (const what of ['end', 'end told'] as const) world.happen(what)
  world.settle()
  expectSound(world)
  expect(world.facts.at(-1)).toMatchObject({ type: 'treatment_ended', payload: { charged: 1_000, remainder: 400 } })
})
