/**
 * The line to an ICT acceptor: keeps the port open, finds out whether an acceptor is at its other end, asks it how it is,
 * and gives the port up when nobody answers or somebody else speaks.
 */
import { mutex, portTimeout, type Clock, type Log, type Timer } from '@palang/kit'
import { nothingLeft, type StreamFactory } from '../../../../io/byte-stream.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { encodeIct, ictDecoder, isStanding, type IctBytes, type IctDecoder, type IctOrder, type IctSaying } from './codec.ts'
import { counts, delays } from './delays.ts'

/** `unsent`: not one byte of it will ever leave. */
export type Sent = 'sent' | 'unsent' | 'unknown'

export interface IctLineListener {
  /** The acceptor is looked for from now on, or on a connection just made. */
  connecting(): void
  /** It has answered as only an acceptor does. */
  known(): void
  /** Every meaning, also before it is known; `wasAsked` when it may be the answer to a question. */
  heard(saying: IctSaying, wasAsked: boolean): void
  /** The connection is gone; another attempt follows by itself. */
  lost(reason: string): void
  /** Whether asking would say anything now. */
  mayAsk(): boolean
}

export class IctLine {
  readonly #clock: Clock
  readonly #log: Log
  readonly #bytes: IctBytes
  readonly #listener: IctLineListener
  readonly #link: ReopeningStream
  readonly #decoder: IctDecoder
  readonly #writing = mutex()
  /** Counts connections. */
  #connection = 0
  #phase: 'closed' | 'asking' | 'known' = 'closed'
  #hasReset = false
  /** In a row: questions answered as by an acceptor, questions without an answer, bytes without a meaning. */
  #answers = 0
  #misses = 0
  #strange = 0
  /** What was heard since the last question of who is there. */
  #voice: 'none' | 'acceptor' | 'other' = 'none'
  #answering: Timer | undefined
  #polling: Timer | undefined
  #gap: Timer | undefined

  constructor(
    {
      streams,
      clock,
      log,
      bytes,
      random,
    }: { streams: StreamFactory; clock: Clock; log: Log; bytes: IctBytes; random?: (() => number) | undefined },
    listener: IctLineListener,
  ) {
    this.#clock = clock
    this.#log = log
    this.#bytes = bytes
    this.#listener = listener
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#decoder = ictDecoder(bytes)
  }

  get isKnown(): boolean {
    return this.#phase === 'known'
  }

  start(): void {
    this.#link.start()
  }

  /** Gives the port up for good, after what was sent before has left. */
  stop(): Promise<void> {
    return this.#link.stop()
  }

  /** Bytes follow each other on one connection; what waits while it is lost, or is not wanted any more, is not sent. */
  send(order: IctOrder, isStillWanted: () => boolean = () => true): Promise<Sent> {
    const connection = this.#connection
    return this.#writing.run(async () => {
      if (!this.#link.isOpen || connection !== this.#connection || !isStillWanted()) return 'unsent'
      try {
        await this.#link.write(encodeIct(this.#bytes, order))
        return 'sent'
      } catch (error) {
        this.#log.debug({ err: error, order }, 'the acceptor does not take bytes')
        return nothingLeft(error) ? 'unsent' : 'unknown'
      }
    })
  }

  /** Asks a known acceptor how it is, unless that is being asked or would say nothing. */
  ask(): void {
    if (!this.isKnown || this.#answering !== undefined || !this.#listener.mayAsk()) return
    void this.send('poll')
    this.#answering = portTimeout(this.#clock, delays.answerMs, () => this.#missed())
  }

  drop(reason: string): void {
    this.#link.drop(reason)
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'closed') return this.#forget(event.reason)
    if (event.kind === 'data') return this.#hearBytes(event.bytes)
    this.#listener.connecting()
    if (event.kind === 'started') return
    this.#phase = 'asking'
    this.#hasReset = false
    this.#whoIsThere()
  }

  #hearBytes(bytes: Uint8Array): void {
    this.#gap?.cancel()
    const connection = this.#connection
    for (const saying of this.#decoder.push(bytes)) {
      if (connection === this.#connection) this.#hear(saying)
    }
    if (connection !== this.#connection || !this.#decoder.isHalf()) return
    this.#gap = portTimeout(this.#clock, delays.gapMs, () => this.#decoder.silence().forEach(saying => this.#hear(saying)))
  }

  #hear(saying: IctSaying): void {
    const wasAsked = this.#answering !== undefined
    const { kind } = saying
    if (kind === 'unknown' || kind === 'half') this.#onStrange()
    else if (this.#phase === 'asking') this.#onVoice(saying)
    else if (kind === 'enabled' || kind === 'disabled' || kind === 'busy' || kind === 'fault' || kind === 'power_up') this.#settle()
    if (this.#phase !== 'closed') this.#listener.heard(saying, wasAsked)
  }

  /**
   * Whether the port is an acceptor's: it is ordered to take nothing and then asked how it is, and all that comes until the
   * next question is weighed together. A line that sends back what it gets answers, too, but not only that.
   */
  #whoIsThere(): void {
    this.#voice = 'none'
    void this.send('disable')
    void this.send('poll')
    this.#answering = portTimeout(this.#clock, delays.answerMs, () => this.#weigh())
  }

  #onVoice(saying: IctSaying): void {
    if (saying.kind === 'power_up') {
      this.#settle()
      return this.#whoIsThere()
    }
    if (this.#voice !== 'none') return
    const isAcceptor = saying.kind === 'disabled' || (saying.kind === 'fault' && isStanding(saying.fault))
    if (isAcceptor) this.#voice = 'acceptor'
    else if (saying.kind === 'enabled') this.#voice = 'other'
  }

  #weigh(): void {
    this.#answers = this.#voice === 'acceptor' ? this.#answers + 1 : 0
    if (this.#answers >= counts.identifies) {
      this.#phase = 'known'
      this.#settle()
      this.#link.confirm()
      this.#polling = this.#clock.every(delays.pollMs, () => this.ask())
      return this.#listener.known()
    }
    this.#misses = this.#voice === 'acceptor' ? 0 : this.#misses + 1
    if (this.#misses < counts.strangers) return this.#whoIsThere()
    if (this.#hasReset) return this.#link.drop('no ICT acceptor answers')
    this.#hasReset = true
    this.#misses = 0
    void this.send('reset')
    this.#voice = 'none'
    this.#answering = portTimeout(this.#clock, delays.bootMs, () => this.#weigh())
  }

  #missed(): void {
    this.#answering = undefined
    this.#misses += 1
    if (this.#misses >= counts.misses) this.#link.drop('no ICT acceptor answers')
  }

  #onStrange(): void {
    this.#voice = 'other'
    this.#strange += 1
    if (this.#strange >= counts.strange) this.#link.drop('bytes that no ICT acceptor sends')
  }

  #settle(): void {
    this.#answering?.cancel()
    this.#answering = undefined
    this.#answers = 0
    this.#misses = 0
    this.#strange = 0
  }

  #forget(reason: string): void {
    this.#connection += 1
    this.#phase = 'closed'
    this.#settle()
    this.#polling?.cancel()
    this.#gap?.cancel()
    this.#decoder.reset()
    this.#listener.lost(reason)
  }
}
