/** Whatever happens in whatever order, restarts at every step among it: one intention, one order and one end for each pour. */
import type { WaterFact } from '@palang/protocol'
import { isTerminal } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { readSaved } from './saved.ts'
import type { Effect, WaterInput, WaterState } from './state.ts'
import { quiet, ready, testConfig } from './test-water.ts'

type Happening =
  | 'dispense'
  | 'restart of the program'
  | 'answer to the question'
  | 'answer to the order'
  | 'lost order'
  | 'water'
  | 'end'
  | 'end told'
  | 'reset of the board'
  | 'loss of power'
  | 'unplugged'
  | 'plugged'
  | 'stop'
  | 'door'

const happenings: readonly Happening[] = [
  'dispense',
  'restart of the program',
  'answer to the question',
  'answer to the order',
  'lost order',
  'water',
  'end',
  'end told',
  'reset of the board',
  'loss of power',
  'unplugged',
  'plugged',
  'stop',
  'door',
]

/** A machine and its board, as far as they need each other: what is on its way between them may be lost. */
class World {
  readonly facts: WaterFact[] = []
  readonly terminal = new Map<string, number>()
  readonly orders = new Map<string, number>()
  /** Orders without their intention before them. */
  readonly unintended: string[] = []
  #state: WaterState = initialWater(null)
  #asked: string | undefined
  #ordered: string | undefined
  #ids = 0
  #boot = 1
  #plugged = true
  readonly board = { count: 0, amount: 0, reason: 'none' as 'none' | 'running' | 'done' | 'reset', flow: 0 }

  constructor() {
    this.send(this.#ready())
  }

  happen(what: Happening): void {
    const { board } = this
    switch (what) {
      case 'dispense':
        return this.send({ kind: 'dispense', id: `c${++this.#ids}`, volumeMl: 250 })
      case 'restart of the program':
        this.#asked = this.#ordered = undefined
        this.#state = initialWater(readSaved(JSON.stringify(savedPart(this.#state))))
        return this.#plugged ? this.send(this.#ready()) : undefined
      case 'answer to the question':
        return this.#answerQuestion()
      case 'answer to the order':
        return this.#take(true)
      case 'lost order':
        return this.#take(false)
      case 'water':
        if (board.reason !== 'running') return
        board.amount += 10
        board.flow += 10
        return this.#plugged ? this.send({ kind: 'flow', pulses: board.flow }) : undefined
      case 'end':
        if (board.reason === 'running') board.reason = 'done'
        return
      case 'end told':
        if (!this.#plugged || (board.reason !== 'done' && board.reason !== 'reset')) return
        return this.send({ kind: 'poured', amount: board.amount, isExact: true, reason: board.reason })
      case 'reset of the board':
        this.#boot += 1
        board.flow = 0
        if (board.reason === 'running') board.reason = 'reset'
        return this.send({ kind: 'restarted', cause: 'brownout' }, this.#ready())
      case 'loss of power':
        this.#boot += 1
        Object.assign(board, { count: 0, amount: 0, reason: 'none', flow: 0 })
        this.send({ kind: 'restarted', cause: 'power' }, this.#ready())
        return this.#state.pour === null || this.#state.pour.stage === 'asked'
          ? undefined
          : this.send({ kind: 'poured', amount: 0, isExact: false, reason: 'unknown' })
      case 'unplugged':
        this.#plugged = false
        return this.send({ kind: 'board', connected: false, reason: 'unplugged' })
      case 'plugged':
        this.#plugged = true
        return this.send(this.#ready())
      case 'stop':
        return this.send({ kind: 'set_mode', id: `c${++this.#ids}`, mode: this.#ids % 2 === 0 ? 'disabled' : 'active' })
      case 'door':
        return this.send({ kind: 'switches', switches: { ...quiet, door: this.#ids % 2 === 0 } })
    }
  }

  /** The board is there again, answers everything and has nothing left to do. */
  settle(): void {
    this.happen('plugged')
    for (const _again of [1, 2, 3]) {
      this.happen('answer to the question')
      this.happen('lost order')
      this.happen('end')
      if (this.#state.pour !== null) this.send({ kind: 'timer', name: 'look_again' })
      this.happen('answer to the question')
    }
    const { pour } = this.#state
    if (pour === null) return
    const { count, amount, reason } = this.board
    const isTold = (pour.stage === 'running' || pour.stage === 'ordered') && count === (pour.countBefore ?? 0) + 1
    if (isTold && reason !== 'none' && reason !== 'running') this.send({ kind: 'poured', amount, isExact: true, reason })
    else this.send({ kind: 'poured', amount: 0, isExact: false, reason: 'unknown' })
  }

  pour() {
    return this.#state.pour
  }

  send(...inputs: WaterInput[]): void {
    for (const input of inputs) {
      const context = { nowMs: 0, newId: () => `019be7a0-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`, hubOnline: () => true }
      const { state, effects } = stepWater(testConfig, this.#state, input, context)
      this.#state = state
      for (const effect of effects) this.#perform(effect)
    }
  }

  #perform(effect: Effect): void {
    if (effect.do === 'record') this.facts.push(effect.fact)
    if (effect.do === 'ask_last') this.#asked = effect.sessionId
    if (effect.do === 'answer' && isTerminal(effect.result.state)) {
      const { command_id: id } = effect.result
      this.terminal.set(id, (this.terminal.get(id) ?? 0) + 1)
    }
    if (effect.do !== 'pour') return
    this.orders.set(effect.sessionId, (this.orders.get(effect.sessionId) ?? 0) + 1)
    const last = this.facts.at(-1)
    if (last?.type !== 'pour_ordered' || last.payload.session_id !== effect.sessionId) this.unintended.push(effect.sessionId)
    this.#ordered = effect.sessionId
  }

  #answerQuestion(): void {
    const sessionId = this.#asked
    this.#asked = undefined
    if (sessionId === undefined) return
    if (!this.#plugged)
      return this.send({
        kind: 'remembered',
        sessionId,
        last: { ok: false, code: 'device_unavailable', message: 'away', moved: 'no' },
      })
    const { count, amount, reason } = this.board
    this.send({ kind: 'remembered', sessionId, last: { ok: true, count, amount, reason } })
  }

  /** The order arrives; its answer may not. */
  #take(isAnswered: boolean): void {
    const sessionId = this.#ordered
    this.#ordered = undefined
    if (sessionId === undefined) return
    if (!this.#plugged)
      return this.send({ kind: 'taken', sessionId, result: { ok: false, code: 'device_unavailable', message: 'away', moved: 'no' } })
    this.board.count += 1
    Object.assign(this.board, { amount: 0, reason: 'running' })
    const result = isAnswered ? ({ ok: true } as const) : ({ ok: false, code: 'timeout', message: 'late', moved: 'maybe' } as const)
    this.send({ kind: 'taken', sessionId, result })
  }

  #ready(): WaterInput {
    return { ...ready, boot: `boot ${this.#boot}`, flow: this.board.flow }
  }
}

const idsOf = (facts: readonly WaterFact[], type: WaterFact['type']) =>
  facts.flatMap(fact => (fact.type === type && 'session_id' in fact.payload ? [fact.payload.session_id] : []))

test('each pour is intended once, ordered once and ended once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 40 }), story => {
      const world = new World()
      for (const what of story) world.happen(what)
      world.settle()
      const { facts, orders, terminal } = world
      expect(world.pour()).toBeNull()
      expect(world.unintended).toEqual([])
      const intended = idsOf(facts, 'pour_ordered')
      expect(new Set(intended).size).toBe(intended.length)
      expect(idsOf(facts, 'pour_ended').toSorted()).toEqual(intended.toSorted())
      expect([...orders.values()].filter(times => times !== 1)).toEqual([])
      expect([...terminal.values()].filter(times => times !== 1)).toEqual([])
    }),
    { numRuns: 500 },
  )
})
