/** A sensor head that is asked over HTTP (docs/protocols/esp32-http.md): one question at a time, each on a connection of its own. */
import { backoff, messageOf, type Backoff, type Clock, type Log, type Timer } from '@palang/kit'
import { bodyOf, httpAddress, httpGet } from '../../../../io/http-get.ts'
import { networkTrouble } from '../../../../io/network-trouble.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { SensorEvent, SensorPort, SensorReading } from '../../port.ts'
import { type Answer, longestAnswerBytes, readAnswer, readDetails } from './answer.ts'

export const headDelays = {
  /** The head answers in some ten milliseconds; a slow Wi-Fi in a second. */
  answerMs: 4_000,
  /** Shortest and longest pause before a head that did not answer is asked again. */
  retryMinMs: 500,
  retryMaxMs: 15_000,
  /** From the end of one question to the next, however slow the head is. */
  leastPauseMs: 200,
} as const

/** So many questions in a row that nobody answered, and the head is away. */
const missesUntilAway = 3

const troubleOf = networkTrouble('sensor')
const tooLong = 'the answer is longer than any a sensor gives'

export interface Esp32HttpOptions {
  url: string
  intervalMs: number
  clock: Clock
  log: Log
  random?: () => number
}

/** A head at `url` (http or https). Throws `port_malformed` for another address. */
export class Esp32HttpSensor extends TellingDevice<SensorEvent> implements SensorPort {
  protected readonly told = new Told<SensorEvent>()
  readonly #clock: Clock
  readonly #log: Log
  readonly #address: URL
  readonly #intervalMs: number
  readonly #pause: Backoff
  #isRunning = false
  #asking: Promise<void> | undefined
  #abort: AbortController | undefined
  #next: Timer | undefined
  #misses = 0
  #uptimeMs: number | null = null

  constructor({ url, intervalMs, clock, log, random }: Esp32HttpOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.#address = httpAddress(url)
    this.#intervalMs = intervalMs
    this.#pause = backoff(headDelays.retryMinMs, headDelays.retryMaxMs, random)
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#misses = 0
    this.#uptimeMs = null
    this.told.setStatus({ state: 'connecting' })
    // A question of before the stop has its end first.
    void (this.#asking ?? Promise.resolve()).then(() => this.#poll())
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#next?.cancel()
    this.#abort?.abort(new Error('the sensor was stopped'))
    await this.#asking
    // Started again meanwhile, it says itself how it is.
    if (!this.#isRunning) this.told.setStatus({ state: 'disconnected', reason: 'stopped' })
  }

  #poll(): void {
    if (!this.#isRunning || this.#asking !== undefined) return
    const begunMs = this.#clock.monotonic()
    this.#asking = this.#ask().then(answer => {
      this.#asking = undefined
      if (!this.#isRunning) return
      const pauseMs = this.#heard(answer) ? this.#intervalMs - (this.#clock.monotonic() - begunMs) : this.#pause.next()
      this.#next = this.#clock.after(Math.max(headDelays.leastPauseMs, pauseMs), () => this.#poll())
    })
  }

  /** One question, and a second one where our own head can say what is wrong; never rejects. */
  async #ask(): Promise<Answer> {
    const abort = new AbortController()
    this.#abort = abort
    const limit = this.#clock.after(headDelays.answerMs, () => abort.abort(new Error(`no answer within ${headDelays.answerMs} ms`)))
    try {
      const answer = readAnswer(...(await this.#get(this.#address, abort.signal)))
      if (answer.ok || !answer.canTell) return answer
      return { ...answer, message: (await this.#askDetails(abort.signal)) ?? answer.message }
    } catch (error) {
      const message = abort.signal.aborted ? messageOf(abort.signal.reason) : troubleOf(error)
      return { ok: false, fault: 'away', message, canTell: false }
    } finally {
      limit.cancel()
    }
  }

  async #get(address: URL, signal: AbortSignal): Promise<[number | undefined, Buffer]> {
    const response = await httpGet(address, { path: address.pathname + address.search, signal, headers: { accept: 'application/json' } })
    return [response.statusCode, await bodyOf(response, longestAnswerBytes, tooLong)]
  }

  /** `/details` beside `/readings`; another head need not have it. */
  async #askDetails(signal: AbortSignal): Promise<string | undefined> {
    if (!this.#address.pathname.endsWith('/readings')) return undefined
    try {
      const [status, body] = await this.#get(new URL('details', this.#address), signal)
      return status === 200 ? readDetails(body) : undefined
    } catch (error) {
      this.#log.debug({ reason: troubleOf(error) }, 'the sensor does not say what is wrong')
      return undefined
    }
  }

  /** False when nobody answered: then it is asked again sooner, and later each time. */
  #heard(answer: Answer): boolean {
    if (answer.ok) {
      this.#good(answer.reading)
      return true
    }
    const { fault, message } = answer
    if (fault === 'impossible') {
      this.#answered()
      this.told.setStatus({ state: 'fault', reason: message })
    } else {
      this.#misses += 1
      this.#log.debug({ reason: message }, 'no reading')
      const isPatient = this.told.status.state !== 'connecting' && this.#misses < missesUntilAway
      if (isPatient) return false
      this.told.setStatus({ state: 'disconnected', reason: message })
    }
    this.told.tell({ kind: 'fault', fault, message })
    return fault === 'impossible'
  }

  #good(reading: SensorReading): void {
    this.#answered()
    const { uptimeMs } = reading
    if (uptimeMs !== null && this.#uptimeMs !== null && uptimeMs < this.#uptimeMs) this.told.tell({ kind: 'restarted' })
    this.#uptimeMs = uptimeMs
    this.told.setStatus({ state: 'ready', model: 'esp32-http', serial: null })
    this.told.tell({ kind: 'reading', ...reading })
  }

  #answered(): void {
    this.#misses = 0
    this.#pause.reset()
  }
}
