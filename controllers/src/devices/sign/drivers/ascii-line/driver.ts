/**
 * A sign that is sent one line of ASCII and shows it. Most say nothing back: then a line counts as shown once the port took it,
 * and it is sent again every few seconds, so that a sign that was off for a moment shows it too. One that confirms with a
 * word of its own is believed only then.
 */
import type { Clock, Log, Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { type ActResult, refused, type StatusEvent, uncertain } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { SignPort } from '../../port.ts'
import { encodeSignLine, type LineForm } from './codec.ts'

/** Milliseconds. */
export const signDelays = { ackMs: 1_000 } as const
/** Of what a sign says, the end is kept to find its word in. */
const mostHeard = 256

export interface AsciiLineOptions extends LineForm {
  streams: StreamFactory
  clock: Clock
  log: Log
  /** The line is sent again so often. */
  repeatMs: number
  /** What the sign answers when it has the line; left out, it answers nothing. */
  ack?: string | undefined
  random?: () => number
}

interface Awaited {
  settle(result: ActResult): void
  timer: Timer
}

export class AsciiLineSign extends TellingDevice<StatusEvent> implements SignPort {
  readonly #options: AsciiLineOptions
  readonly #link: ReopeningStream
  protected readonly told = new Told<StatusEvent>()
  #text: string | undefined
  #repeat: Timer | undefined
  #awaited: Awaited | undefined
  #heard = ''
  #isStopped = true

  constructor(options: AsciiLineOptions) {
    super()
    this.#options = options
    const { streams, clock, random } = options
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
  }

  start(): void {
    this.#isStopped = false
    const { clock, repeatMs } = this.#options
    this.#repeat ??= clock.every(repeatMs, () => void this.#send())
    this.#link.start()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#repeat?.cancel()
    this.#repeat = undefined
    await this.#link.stop()
  }

  show(text: string): Promise<ActResult> {
    this.#text = text
    return this.#send()
  }

  async #send(): Promise<ActResult> {
    if (this.#text === undefined || this.#isStopped || !this.#link.isOpen) return refused('device_unavailable', 'the sign is not connected')
    const answered = this.#answer()
    try {
      await this.#link.write(encodeSignLine(this.#text, this.#options))
    } catch (error) {
      this.#options.log.debug({ err: error }, 'the sign does not take bytes')
      const lost = uncertain('device_unavailable', 'the sign does not take bytes')
      this.#settle(lost)
      return lost
    }
    return answered
  }

  /** A later line makes the answer to an earlier one worthless. */
  #answer(): Promise<ActResult> {
    const { ack, clock } = this.#options
    if (ack === undefined) return Promise.resolve({ ok: true })
    this.#settle(uncertain('timeout', 'another line was sent'))
    this.#heard = ''
    return new Promise(resolve => {
      const timer = clock.after(signDelays.ackMs, () => {
        this.told.setStatus({ state: 'fault', reason: 'the sign does not confirm its line' })
        this.#settle(uncertain('timeout', 'the sign did not confirm its line'))
      })
      this.#awaited = { settle: resolve, timer }
    })
  }

  #settle(result: ActResult): void {
    const awaited = this.#awaited
    this.#awaited = undefined
    awaited?.timer.cancel()
    awaited?.settle(result)
  }

  #onLink(event: ReopeningEvent): void {
    switch (event.kind) {
      case 'started':
        return this.told.setStatus({ state: 'connecting' })
      case 'opened':
        this.#ready()
        return void this.#send()
      case 'data':
        return this.#hear(event.bytes)
      case 'closed':
        this.#settle(uncertain('device_unavailable', 'the connection to the sign was lost'))
        return this.told.setStatus({ state: 'disconnected', reason: event.reason })
    }
  }

  #hear(bytes: Uint8Array): void {
    const { ack } = this.#options
    if (ack === undefined || this.#awaited === undefined) return
    this.#heard = (this.#heard + Buffer.from(bytes).toString('latin1')).slice(0 - mostHeard)
    if (!this.#heard.includes(ack)) return
    this.#link.confirm()
    this.#ready()
    this.#settle({ ok: true })
  }

  #ready(): void {
    this.told.setStatus({ state: 'ready', model: 'ascii-line', serial: null })
  }
}
