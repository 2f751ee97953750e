/**
 * A bill acceptor that speaks ICT's protocol for RS232, 9600 8E1 (docs/protocols/ict.md has the bytes and their sources).
 * It is ready once it answered twice as only such an acceptor does; until then, and on a port that is somebody else's,
 * nothing is sent that could take a note. What becomes of a note is worked out in note.ts.
 */
import { portTimeout, type Clock, type Log, type Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { type ActResult, type FailedAct, refused, uncertain } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { CashEvent, CashPort } from '../../port.ts'
import { isStanding, type IctBytes, type IctSaying } from './codec.ts'
import { counts, delays } from './delays.ts'
import { IctLine, type Sent } from './line.ts'
import { dueMs, mayAsk, noNote, stepNote, type Note, type NoteInput, type NoteNews } from './note.ts'

export interface IctOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  bytes: IctBytes
  /** What a note of each channel is worth, in the smallest unit of the currency; 0: never taken. */
  channels: readonly number[]
  random?: () => number
}

interface Decision {
  act: 'accept' | 'give_back'
  settle(result: ActResult): void
}

export class IctCash extends TellingDevice<CashEvent> implements CashPort {
  readonly #clock: Clock
  readonly #log: Log
  readonly #channels: readonly number[]
  readonly #line: IctLine
  protected readonly told = new Told<CashEvent>()
  #isWanted = false
  #note: Note = noNote
  #noteTimer: Timer | undefined
  #decision: Decision | undefined
  #fault: string | undefined
  /** Answers in a row that contradict what was ordered. */
  #disobeyed = 0
  #powerUpAtMs = -Infinity
  #resetAtMs = -Infinity

  constructor({ clock, log, channels, ...line }: IctOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.#channels = channels
    this.#line = new IctLine(
      { ...line, clock, log },
      {
        connecting: () => this.told.setStatus({ state: 'connecting' }),
        known: () => this.#settleDown(),
        heard: (saying, wasAsked) => this.#hear(saying, wasAsked),
        lost: reason => this.#forget(reason),
        mayAsk: () => mayAsk(this.#note, this.#now()),
      },
    )
  }

  start(): void {
    this.#line.start()
  }

  async stop(): Promise<void> {
    this.#isWanted = false
    if (this.#note.at === 'waiting') void this.#line.send('refuse')
    // A stopped controller must not go on swallowing notes.
    await this.#line.send('disable')
    await this.#line.stop()
  }

  /** Takes notes from now on, also after a reconnect or a fault, until `disable`; refused while the acceptor is not ready. */
  async enable(): Promise<ActResult> {
    if (this.told.status.state !== 'ready') return unavailable()
    this.#isWanted = true
    return this.#obeyed(await this.#line.send('enable'))
  }

  /** Counts even when the acceptor is away: it is told when it comes back. */
  async disable(): Promise<ActResult> {
    this.#isWanted = false
    if (!this.#line.isKnown) return unavailable()
    return this.#obeyed(await this.#line.send('disable'))
  }

  accept(): Promise<ActResult> {
    return this.#decide('accept')
  }

  giveBack(): Promise<ActResult> {
    return this.#decide('give_back')
  }

  giveChange(): Promise<ActResult> {
    return Promise.resolve(refused('not_supported', 'a bill acceptor gives no change'))
  }

  #decide(act: Decision['act']): Promise<ActResult> {
    if (!this.#line.isKnown) return Promise.resolve(unavailable())
    if (this.#note.at !== 'waiting') return Promise.resolve(refused('not_supported', 'no note waits'))
    return new Promise(resolve => {
      this.#decision = { act, settle: resolve }
      this.#move({ kind: act })
    })
  }

  #obeyed(sent: Sent): ActResult {
    if (sent !== 'sent') return { ...unavailable(), moved: sent === 'unsent' ? 'no' : 'maybe' }
    this.#line.ask()
    return { ok: true }
  }

  #hear(saying: IctSaying, wasAsked: boolean): void {
    switch (saying.kind) {
      case 'power_up':
        return this.#onPowerUp()
      case 'escrow':
        return this.#onEscrow(saying.channel)
      case 'channel':
        return this.#move({ kind: 'escrow', amount: this.#worth(saying.channel), refuse: 'unreadable' })
      case 'stacked':
      case 'returned':
        return this.#move({ kind: saying.kind })
      case 'enabled':
      case 'disabled':
        return this.#onState(saying.kind === 'enabled', wasAsked)
      case 'fault':
        return this.#onFault(saying.fault)
      case 'half':
        return this.#onHalf(saying.of)
      case 'busy':
      case 'unknown':
        return
    }
  }

  /** The acceptor has power again and waits 2 s for a word; what became of the note it held nobody knows. */
  #onPowerUp(): void {
    this.#powerUpAtMs = this.#now()
    this.#move({ kind: 'power_up' })
    this.#fault = undefined
    void this.#line.send('accept')
    if (this.#line.isKnown) this.#settleDown()
  }

  #onEscrow(channel: number): void {
    const amount = this.#worth(channel)
    if (amount === null) return this.#move({ kind: 'escrow', amount, refuse: `unknown_channel_${channel + 1}` })
    const refuse = this.told.status.state !== 'ready' ? 'not_ready' : this.#isWanted ? null : 'not_enabled'
    this.#move({ kind: 'escrow', amount, refuse })
  }

  #onHalf(of: 'power_up' | 'escrow'): void {
    if (of === 'escrow') return this.#move({ kind: 'escrow', amount: null, refuse: 'unreadable' })
    // Either the echo of one heard whole, or a word it still waits for: to know, it is asked whether it obeys.
    if (this.#now() - this.#powerUpAtMs >= delays.repeatMs) this.#line.ask()
  }

  #worth(channel: number): number | null {
    const amount = this.#channels[channel]
    return amount === undefined || amount === 0 ? null : amount
  }

  /** Orders what is wanted now, and looks whether it is so. */
  #settleDown(): void {
    void this.#line.send(this.#isWanted && this.#fault === undefined ? 'enable' : 'disable')
    this.#line.ask()
    this.#showStatus()
  }

  #onState(isEnabled: boolean, wasAsked: boolean): void {
    if (!this.#line.isKnown) return
    if (wasAsked) this.#move({ kind: 'rests' })
    if (this.#fault !== undefined) {
      this.#fault = undefined
      return this.#settleDown()
    }
    if (isEnabled === this.#isWanted) this.#disobeyed = 0
    else if (wasAsked && this.#note.at === 'none') this.#orderAgain()
    this.#showStatus()
  }

  #orderAgain(): void {
    this.#disobeyed += 1
    if (this.#disobeyed < counts.disobeys || this.#now() - this.#resetAtMs < delays.resetPauseMs) {
      void this.#line.send(this.#isWanted ? 'enable' : 'disable')
      return
    }
    this.#resetAtMs = this.#now()
    void this.#line.send('reset')
  }

  #onFault(fault: string): void {
    if (isStanding(fault)) {
      this.#fault = fault
      this.#move({ kind: 'fault', fault })
      return this.#showStatus()
    }
    if (fault === 'fault_cleared') return this.#line.ask()
    // It has missed our word after its power-up, and takes nothing until it hears one.
    if (fault === 'communication_failure' && this.#line.isKnown && this.#note.at === 'none') {
      void this.#line.send('accept')
      return this.#settleDown()
    }
    if (this.#line.isKnown) this.told.tell({ kind: 'refused', amount: null, reason: fault })
  }

  #move(input: NoteInput): void {
    const { note, say, tell } = stepNote(this.#note, input, this.#now())
    this.#note = note
    this.#watchNote()
    if (say === 'accept') void this.#sayYes(note)
    else if (say === 'refuse') void this.#line.send('refuse')
    for (const news of tell) this.#tellNote(news)
  }

  /** The one byte that costs money leaves only for this note, and in time. */
  async #sayYes(note: Note): Promise<void> {
    const askedAtMs = this.#now()
    const sent = await this.#line.send('accept', () => this.#note === note && this.#now() - askedAtMs < delays.repeatMs)
    if (sent === 'sent' || this.#note !== note) return
    if (sent === 'unsent') this.#move({ kind: 'unsent' })
    else this.#line.drop('the answer for a note may not have left')
  }

  #watchNote(): void {
    this.#noteTimer?.cancel()
    const due = dueMs(this.#note)
    if (due === undefined) return
    this.#noteTimer = portTimeout(this.#clock, Math.max(0, due - this.#now()), () => this.#move({ kind: 'time' }))
  }

  #tellNote(news: NoteNews): void {
    if (news.kind === 'unproven') this.#log.error({ amount: news.amount, why: news.why }, 'nobody knows what became of a note')
    this.told.tell(news)
    const decision = this.#decision
    if (decision === undefined || news.kind === 'escrow' || news.kind === 'refused') return
    this.#decision = undefined
    decision.settle(resultOf(decision.act, news))
  }

  #forget(reason: string): void {
    this.#fault = undefined
    this.#disobeyed = 0
    this.#move({ kind: 'line_lost' })
    this.told.setStatus({ state: 'disconnected', reason })
  }

  #showStatus(): void {
    if (!this.#line.isKnown) return
    const reason = this.#fault ?? (this.#disobeyed >= counts.refusesToObey ? 'does_not_obey' : undefined)
    this.told.setStatus(reason === undefined ? { state: 'ready', model: 'ICT', serial: null } : { state: 'fault', reason })
  }

  #now(): number {
    return this.#clock.monotonic()
  }
}

function resultOf(act: Decision['act'], news: Extract<NoteNews, { kind: 'stacked' | 'returned' | 'unproven' }>): ActResult {
  if (news.kind === 'unproven') return uncertain('timeout', `what became of the note is unknown: ${news.why}`)
  if ((news.kind === 'stacked') === (act === 'accept')) return { ok: true }
  return refused('not_supported', 'the note went back to the customer')
}

function unavailable(): FailedAct {
  return refused('device_unavailable', 'the bill acceptor is not ready')
}
