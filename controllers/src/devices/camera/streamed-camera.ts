/** A camera that sends pictures by itself: one connection or process feeds everybody, and runs only while somebody looks. */
import { backoff, type Clock, type Log, type Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import type { DeviceStatus } from '../status.ts'
import { TellingDevice, Told } from '../told.ts'
import { needsPerson, personNeededRetryMs } from './person-needed.ts'
import type { CameraEvent, CameraPort, Capture } from './port.ts'
import { troubleOf } from './trouble.ts'

export const streamDelays = {
  /** Without a picture for this long the stream hangs, and is begun anew. */
  silenceMs: 15_000,
  /** It goes on for a while after the last look: the next is then answered at once. */
  lingerMs: 10_000,
  /** The same after somebody was seen coming of whom a picture will be wanted. */
  wakeMs: 30_000,
  /** Looking whether the camera is there, while nobody else looks. */
  probeMs: 60_000,
  retryMinMs: 1_000,
  retryMaxMs: 30_000,
} as const

export interface StreamedCameraOptions {
  clock: Clock
  log: Log
  model: string
  /**
   * Delivers whole pictures until the stream ends, or `signal` ends it. Resolves or rejects, with a reason that a person may
   * read, only when nothing of it is left.
   */
  produce(deliver: (jpeg: Uint8Array) => void, signal: AbortSignal): Promise<void>
}

type Failure = Extract<DeviceStatus, { reason: string }>

export class StreamedCamera extends TellingDevice<CameraEvent> implements CameraPort {
  readonly #options: StreamedCameraOptions
  protected readonly told = new Told<CameraEvent>()
  readonly #frames = listeners<Uint8Array>()
  readonly #waiting = new Set<(capture: Capture) => void>()
  readonly #delay = backoff(streamDelays.retryMinMs, streamDelays.retryMaxMs)
  #isRunning = false
  #wantedUntilMs = Number.NEGATIVE_INFINITY
  #producer: { abort: AbortController; ended: Promise<void> } | undefined
  #silence: Timer | undefined
  #next: Timer | undefined

  constructor(options: StreamedCameraOptions) {
    super()
    this.#options = options
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.told.setStatus({ state: 'connecting' })
    this.#open()
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#next?.cancel()
    this.#settle({ ok: false, message: 'the camera was stopped' })
    const producer = this.#producer
    producer?.abort.abort(new Error('stopped'))
    await producer?.ended
    this.told.setStatus({ state: 'disconnected', reason: 'stopped' })
  }

  /** The next picture of the stream, which is begun for it if need be. */
  capture(timeoutMs: number): Promise<Capture> {
    if (!this.#isRunning) return Promise.resolve({ ok: false, message: 'the camera is not started' })
    return new Promise(resolve => {
      const settle = (capture: Capture) => {
        timer.cancel()
        this.#waiting.delete(settle)
        resolve(capture)
      }
      const timer = this.#options.clock.after(timeoutMs, () => settle({ ok: false, message: `no picture within ${timeoutMs} ms` }))
      this.#waiting.add(settle)
      this.#want(streamDelays.lingerMs)
      this.#open()
    })
  }

  watch(listener: (jpeg: Uint8Array) => void): () => void {
    const detach = this.#frames.add(listener)
    if (this.told.status.state === 'ready') this.#open()
    return () => {
      detach()
      this.#want(streamDelays.lingerMs)
    }
  }

  wake(): void {
    this.#want(streamDelays.wakeMs)
    if (this.told.status.state === 'ready') this.#open()
  }

  #want(forMs: number): void {
    this.#wantedUntilMs = Math.max(this.#wantedUntilMs, this.#options.clock.monotonic() + forMs)
  }

  #isWanted(): boolean {
    return this.#frames.count > 0 || this.#waiting.size > 0 || this.#options.clock.monotonic() < this.#wantedUntilMs
  }

  /** Begins the stream unless it runs. */
  #open(): void {
    if (!this.#isRunning || this.#producer !== undefined) return
    this.#next?.cancel()
    const abort = new AbortController()
    this.#producer = { abort, ended: this.#run(abort) }
  }

  async #run(abort: AbortController): Promise<void> {
    let failure: Failure | undefined
    this.#watchSilence(abort)
    try {
      await this.#options.produce(jpeg => this.#show(jpeg, abort), abort.signal)
      if (!abort.signal.aborted) failure = { state: 'disconnected', reason: 'the camera ended the stream' }
    } catch (error) {
      failure = { state: needsPerson(error) ? 'fault' : 'disconnected', reason: troubleOf(error) }
    }
    this.#silence?.cancel()
    this.#producer = undefined
    if (abort.signal.reason === hangs) failure = { state: 'disconnected', reason: hangs.message }
    if (this.#isRunning) this.#ended(abort.signal.reason === nobodyLooks ? undefined : failure)
  }

  #ended(failure: Failure | undefined): void {
    if (failure === undefined) {
      if (this.#isWanted()) return this.#open()
      this.#next = this.#options.clock.after(streamDelays.probeMs, () => this.#open())
      return
    }
    const { clock, log } = this.#options
    const { state, reason } = failure
    log.debug({ reason }, 'no picture')
    this.told.setStatus(failure)
    this.#settle({ ok: false, message: reason })
    this.#next = clock.after(state === 'fault' ? personNeededRetryMs : this.#delay.next(), () => this.#open())
  }

  #show(jpeg: Uint8Array, { signal }: AbortController): void {
    const producer = this.#producer
    if (signal.aborted || producer === undefined) return
    this.#watchSilence(producer.abort)
    this.#delay.reset()
    this.told.setStatus({ state: 'ready', model: this.#options.model, serial: null })
    this.#settle({ ok: true, jpeg })
    this.#frames.tell(jpeg)
    if (!this.#isWanted()) producer.abort.abort(nobodyLooks)
  }

  #watchSilence(abort: AbortController): void {
    this.#silence?.cancel()
    this.#silence = this.#options.clock.after(streamDelays.silenceMs, () => abort.abort(hangs))
  }

  #settle(capture: Capture): void {
    for (const settle of [...this.#waiting]) settle(capture)
  }
}

const nobodyLooks = new Error('nobody looks')
const hangs = new Error(`no picture for ${streamDelays.silenceMs} ms`)
