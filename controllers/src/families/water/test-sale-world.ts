/**
 * A water machine in its world: a board, a note and a coin acceptor, a card terminal, the hub, and a customer. The program can be killed
 * after any single thing it hears or does; everything else lives on. What all of them know is compared at the end.
 */
import type { WaterFact } from '@palang/protocol'
import type { ChargeResult } from '../../devices/terminal/port.ts'
import type { TimerName } from './delays.ts'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { readSaved } from './saved.ts'
import type { Effect, WaterInput, WaterState } from './state.ts'
import { hubTold, quiet, ready, testConfig } from './test-water.ts'

export type Way = 'note' | 'coins' | 'card' | 'qris' | 'prepaid' | 'coins then card' | 'coins then prepaid' | 'walks away'
export type BoardWay = 'done' | 'no_flow' | 'leak' | 'power' | 'brownout' | 'unplugged' | 'refuses' | 'stopped'

export interface Story {
  way: Way
  board: BoardWay
  /** Answers of hub and terminal that do not arrive: every so many-th; 0: all arrive. */
  losesEvery: number
  /** The program ends at the so many-th thing, before it hears it, or after it did it; once more so many later. */
  kills: readonly number[]
}

const volumeMl = 600

/** Thrown through the step that is cut short. */
class Killed extends Error {}

interface PlayedBoard {
  count: number
  amount: number
  left: number
  reason: 'none' | 'running' | 'done' | 'reset' | 'no_flow' | 'leak' | 'stopped' | 'silence'
  boot: number
  flow: number
  session: string
}

export class SaleWorld {
  readonly facts: WaterFact[] = []
  /** Valve orders with the run of the program in which they were given. */
  readonly orders: { sessionId: string; run: number; received: number }[] = []
  readonly openedIn = new Map<string, number>()
  readonly cash = { isEnabled: false, inBox: 0, escrow: 0 }
  readonly coins = { since: 1, amount: 0, perPulse: 1, torn: 0 }
  readonly terminal = new Map<string, { amount: number; isApproved: boolean }>()
  readonly online = new Map<string, { amount: number; state: 'shown' | 'paid' | 'cancelled' }>()
  readonly prepaid = new Map<string, { amount: number; sessionId: string }>()
  /** Pulses of each session, by the meter. */
  readonly came = new Map<string, number>()
  run = 1
  #state: WaterState = initialWater(null)
  #story: Story
  #ids = 0
  #things = 0
  #asked = 0
  #kills: number[]
  #nowMs = 1_000_000
  readonly #timers = new Map<TimerName, number>()
  /** What is on its way to the program; lost with it. */
  #answers: WaterInput[] = []
  #board: PlayedBoard = {
    count: 0,
    amount: 0,
    left: 0,
    reason: 'none',
    boot: 1,
    flow: 0,
    session: '',
  }

  constructor(story: Story) {
    this.#story = story
    this.#kills = [...story.kills]
    this.#begin()
  }

  get state(): WaterState {
    return this.#state
  }

  /** The customer buys once, and another customer after that; then everything comes to rest. */
  live(): void {
    this.#buy()
    this.#rest()
    this.#story = { ...this.#story, board: 'done' }
    this.#calm()
    this.#send({ kind: 'sale_lock', id: `unlock${this.#ids}`, locked: false, reason: 'seen to' })
    this.#buy()
    this.#rest()
  }

  #buy(): void {
    this.#send({ kind: 'choose', volumeMl })
    const { way } = this.#story
    for (let tries = 0; tries < 4; tries += 1) {
      if (this.#state.shop.sale?.stage !== 'paying' || this.#state.shop.sale.end !== null) break
      this.#pay(way)
      this.#drain()
    }
    if (way === 'walks away') this.#send({ kind: 'cancel' })
    if (this.#story.board === 'stopped') this.#send({ kind: 'stop' })
    this.#pourOn()
  }

  #pay(way: Way): void {
    switch (way) {
      case 'note':
        if (!this.cash.isEnabled || this.cash.escrow !== 0) return
        this.cash.escrow = 2_000
        return this.#send({ kind: 'escrow', amount: 2_000 })
      case 'coins':
        return this.#coin(500)
      case 'walks away':
        return this.#coin(200)
      case 'coins then card':
        this.#coin(300)
        return this.#send({ kind: 'pay_card', act: 'start' })
      case 'coins then prepaid':
        this.#coin(300)
        this.#send({ kind: 'card', cardId: 'C1' })
        return this.#lateCoin(200)
      case 'card':
        return this.#send({ kind: 'pay_card', act: 'start' })
      case 'qris':
        return this.#send({ kind: 'qris', act: 'start' })
      case 'prepaid':
        return this.#send({ kind: 'card', cardId: 'C1' })
    }
  }

  #coin(amount: number): void {
    if (!this.cash.isEnabled) return
    this.coins.amount += amount
    this.#send({ kind: 'counted', ...this.coins })
  }

  /** One that was falling while the slot closed, because the hub was asked about a card. */
  #lateCoin(amount: number): void {
    if (this.#state.till.prepaid === null) return
    this.coins.amount += amount
    this.#send({ kind: 'counted', ...this.coins })
  }

  /** The water runs, and what the story says happens to it. */
  #pourOn(): void {
    const board = this.#board
    for (let tick = 0; tick < 3 && board.reason === 'running'; tick += 1) {
      if (this.#story.board !== 'no_flow') this.#water(60)
      this.#drain()
    }
    if (board.reason === 'running') this.#happenToPour(this.#story.board)
    this.#drain()
  }

  #happenToPour(what: BoardWay): void {
    const board = this.#board
    switch (what) {
      case 'no_flow':
      case 'leak':
        return this.#endPour(what)
      case 'power':
        board.boot += 1
        Object.assign(board, { count: 0, amount: 0, reason: 'none', flow: 0 })
        this.#send({ kind: 'restarted', cause: 'power' })
        this.#send(this.#ready())
        return this.#send({ kind: 'poured', amount: 0, isExact: false, reason: 'unknown' })
      case 'brownout':
        board.boot += 1
        board.flow = 0
        board.reason = 'reset'
        this.#send({ kind: 'restarted', cause: 'brownout' })
        this.#send(this.#ready())
        return this.#send({ kind: 'poured', amount: board.amount, isExact: true, reason: 'reset' })
      case 'unplugged':
        this.#send({ kind: 'board', connected: false, reason: 'unplugged' })
        board.reason = 'silence'
        this.#send(this.#ready())
        return this.#send({ kind: 'poured', amount: board.amount, isExact: true, reason: 'silence' })
      case 'refuses':
      case 'stopped':
      case 'done':
        this.#water(board.left)
        return this.#endPour('done')
    }
  }

  #water(pulses: number): void {
    const board = this.#board
    const come = Math.min(pulses, board.left)
    if (board.reason !== 'running' || come === 0) return
    board.left -= come
    board.amount += come
    board.flow += come
    this.came.set(board.session, (this.came.get(board.session) ?? 0) + come)
    this.#send({ kind: 'flow', pulses: board.flow })
  }

  #endPour(reason: 'done' | 'no_flow' | 'leak' | 'stopped'): void {
    if (this.#board.reason !== 'running') return
    this.#board.reason = reason
    this.#send({ kind: 'poured', amount: this.#board.amount, isExact: true, reason })
  }

  /** Time passes until nothing is left to be done. */
  #rest(): void {
    for (let turn = 0; turn < 200; turn += 1) {
      this.#drain()
      this.#pourOn()
      const { sale } = this.#state.shop
      if (sale === null && this.#state.pour === null && this.#state.till.charge === null) return
      const next = [...this.#timers].toSorted((one, other) => one[1] - other[1])[0]
      if (next === undefined) return
      const [name, atMs] = next
      this.#timers.delete(name)
      this.#nowMs = Math.max(this.#nowMs, atMs)
      this.#send({ kind: 'timer', name })
    }
  }

  /** From now on nothing is lost or killed. */
  #calm(): void {
    this.#kills = []
    this.#story = { ...this.#story, losesEvery: 0 }
  }

  #drain(): void {
    for (let next = this.#answers.shift(); next !== undefined; next = this.#answers.shift()) this.#send(next)
  }

  #send(input: WaterInput): void {
    try {
      this.#count()
      const context = {
        nowMs: this.#nowMs,
        newId: () => `019be7a0-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`,
        hubOnline: () => true,
      }
      const { state, effects } = stepWater(testConfig, this.#state, input, context)
      this.#state = state
      for (const effect of effects) if (effect.do === 'record') this.#note(effect.fact)
      this.#count()
      for (const effect of effects) {
        if (effect.do === 'record' || effect.do === 'answer') continue
        this.#perform(effect)
        this.#count()
      }
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      this.#restart()
    }
  }

  #count(): void {
    this.#things += 1
    if (this.#things !== this.#kills[0]) return
    this.#things = 0
    this.#kills.shift()
    throw new Killed()
  }

  #note(fact: WaterFact): void {
    this.facts.push(fact)
    if (fact.type === 'sale_opened') this.openedIn.set(fact.payload.session_id, this.run)
  }

  #restart(): void {
    this.run += 1
    this.#answers = []
    this.#timers.clear()
    // Acceptors give back what nobody answers about, and close with their host.
    this.cash.escrow = 0
    this.cash.isEnabled = false
    this.#state = initialWater(readSaved(JSON.stringify(savedPart(this.#state))))
    this.#begin()
  }

  #begin(): void {
    this.#send({ kind: 'started' })
    for (const device of ['reader', 'cash', 'coins', 'terminal', 'printer'] as const)
      this.#send({ kind: 'device', device, connected: true, reason: '' })
    this.#send(this.#ready())
    this.#send({ kind: 'counted', ...this.coins })
    this.#send(hubTold)
  }

  #ready(): WaterInput {
    return { ...ready, boot: `boot ${this.#board.boot}`, flow: this.#board.flow, switches: quiet }
  }

  /** Whether this answer of hub or terminal is lost on its way. */
  #isLost(): boolean {
    this.#asked += 1
    return this.#story.losesEvery > 0 && this.#asked % this.#story.losesEvery === 0
  }

  #perform(effect: Exclude<Effect, { do: 'record' | 'answer' }>): void {
    switch (effect.do) {
      case 'start_timer':
        this.#timers.set(effect.name, this.#nowMs + effect.delayMs)
        return
      case 'stop_timer':
        this.#timers.delete(effect.name)
        return
      case 'ask_last': {
        const { count, amount, reason } = this.#board
        return void this.#answers.push({ kind: 'remembered', sessionId: effect.sessionId, last: { ok: true, count, amount, reason } })
      }
      case 'pour':
        return this.#open(effect)
      case 'halt':
        return this.#endPour('stopped')
      case 'cash':
        return this.#obey(effect)
      case 'charge':
        return this.#charge(effect.paymentId, effect.amount)
      case 'cancel_charge':
      case 'flush':
      case 'flush_off':
        return
      case 'ask_online':
        return this.#askOnline(effect.request)
      case 'ask_prepaid':
        return this.#askPrepaid(effect.request)
      case 'print':
        return void this.#answers.push({ kind: 'printed', sessionId: effect.receipt.sessionId, result: { ok: true } })
    }
  }

  #open({ sessionId, pulses }: Extract<Effect, { do: 'pour' }>): void {
    this.orders.push({ sessionId, run: this.run, received: this.receivedFor(sessionId) })
    if (this.#story.board === 'refuses') {
      const result = { ok: false, code: 'barrier_blocked', message: 'the board says BLOCKED', moved: 'no' } as const
      return void this.#answers.push({ kind: 'taken', sessionId, result })
    }
    Object.assign(this.#board, { count: this.#board.count + 1, amount: 0, left: pulses, reason: 'running', session: sessionId })
    this.#answers.push({ kind: 'taken', sessionId, result: { ok: true } })
  }

  #obey(effect: Extract<Effect, { do: 'cash' }>): void {
    if (effect.act === 'enable' || effect.act === 'disable') this.cash.isEnabled = effect.act === 'enable'
    const { escrow: amount } = this.cash
    if (amount === 0) return
    if (effect.act === 'give_back') this.#answers.push({ kind: 'returned' })
    if (effect.act === 'accept') {
      this.cash.inBox += amount
      this.#answers.push({ kind: 'stacked', amount })
    }
    if (effect.act === 'give_back' || effect.act === 'accept') this.cash.escrow = 0
  }

  #charge(paymentId: string, amount: number): void {
    const known = this.terminal.get(paymentId) ?? { amount, isApproved: true }
    this.terminal.set(paymentId, known)
    const unknown = { ok: false, outcome: 'unknown', message: 'no answer' } as const
    const result: ChargeResult = this.#isLost() ? unknown : { ok: true, reference: `R-${paymentId}` }
    this.#answers.push({ kind: 'charged', paymentId, result })
  }

  #askOnline({ act, payment_id: id, amount, request_id: requestId }: Extract<Effect, { do: 'ask_online' }>['request']): void {
    const known = this.online.get(id)
    if (act === 'start' && known === undefined) this.online.set(id, { amount, state: 'shown' })
    // Somebody pays as soon as there is a code to be seen.
    else if (known?.state === 'shown') known.state = act === 'cancel' && this.#asked % 2 === 0 ? 'cancelled' : 'paid'
    if (this.#isLost()) return void this.#answers.push({ kind: 'online_unanswered', requestId })
    const state = this.online.get(id)?.state ?? 'failed'
    this.#answers.push({
      kind: 'online_answered',
      requestId,
      result: { payment_id: id, state, ...(state === 'shown' ? { code: 'QR' } : {}) },
    })
  }

  #askPrepaid({
    payment_id: id,
    session_id: sessionId,
    amount,
    request_id: requestId,
  }: Extract<Effect, { do: 'ask_prepaid' }>['request']): void {
    this.prepaid.set(id, { amount, sessionId })
    if (this.#isLost()) return void this.#answers.push({ kind: 'prepaid_unanswered', requestId })
    this.#answers.push({ kind: 'prepaid_answered', requestId, result: { payment_id: id, approved: true } })
  }

  /** What all parts of the world know was paid for the session until now, the credit it began with among it. */
  receivedFor(sessionId: string, facts: readonly WaterFact[] = this.facts): number {
    return facts.reduce((sum, { type, payload }) => {
      if (!('session_id' in payload) || payload.session_id !== sessionId) return sum
      if (type === 'sale_opened') return sum + payload.credit_used
      if (type === 'cash_received') return sum + payload.amount
      if (type !== 'sale_paid') return sum
      const online = this.online.get(payload.payment_id ?? '')
      const prepaid = this.prepaid.get(payload.payment_id ?? '')
      return sum + (payload.charge?.amount ?? 0) + (online?.state === 'paid' ? online.amount : 0) + (prepaid?.amount ?? 0)
    }, 0)
  }
}
