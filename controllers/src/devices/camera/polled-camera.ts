/** A camera that gives one picture when asked: IP cameras' snapshot address, USB webcams. One shot at a time serves everybody who waits. */
import { messageOf, type Clock, type Log, type Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { TellingDevice, Told } from '../told.ts'
import { wholeJpeg } from './jpeg.ts'
import { needsPerson, personNeededRetryMs } from './person-needed.ts'
import type { CameraEvent, CameraPort, Capture } from './port.ts'
import { troubleOf } from './trouble.ts'

export const pollDelays = {
  /** A shot that takes longer is given up. */
  shotMs: 8_000,
  /** Looking whether the camera is there, while nobody else looks. */
  probeMs: 30_000,
  /** The same while it is not there. */
  retryMs: 5_000,
} as const

export interface PolledCameraOptions {
  clock: Clock
  log: Log
  model: string
  /** Takes one JPEG; rejects with the reason, at the latest soon after `signal` fires. */
  shoot(signal: AbortSignal): Promise<Uint8Array>
  /** From the end of one shot to the next while somebody watches. */
  pauseMs: number
}

export class PolledCamera extends TellingDevice<CameraEvent> implements CameraPort {
  readonly #options: PolledCameraOptions
  protected readonly told = new Told<CameraEvent>()
  readonly #frames = listeners<Uint8Array>()
  #isRunning = false
  #shot: Promise<Capture> | undefined
  #abort: AbortController | undefined
  #next: Timer | undefined

  constructor(options: PolledCameraOptions) {
    super()
    this.#options = options
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.told.setStatus({ state: 'connecting' })
    void this.#shoot()
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#next?.cancel()
    this.#abort?.abort(new Error('the camera was stopped'))
    await this.#shot
    this.told.setStatus({ state: 'disconnected', reason: 'stopped' })
  }

  capture(timeoutMs: number): Promise<Capture> {
    if (!this.#isRunning) return Promise.resolve({ ok: false, message: 'the camera is not started' })
    return new Promise(resolve => {
      const timer = this.#options.clock.after(timeoutMs, () => resolve({ ok: false, message: `no picture within ${timeoutMs} ms` }))
      void this.#shoot().then(capture => {
        timer.cancel()
        resolve(capture)
      })
    })
  }

  watch(listener: (jpeg: Uint8Array) => void): () => void {
    const detach = this.#frames.add(listener)
    if (this.#isRunning && this.told.status.state === 'ready') void this.#shoot()
    return detach
  }

  /** The shot under way, or a new one. */
  #shoot(): Promise<Capture> {
    this.#shot ??= this.#takeShot().finally(() => {
      this.#shot = undefined
      this.#plan()
    })
    return this.#shot
  }

  async #takeShot(): Promise<Capture> {
    const { clock, log, model, shoot } = this.#options
    this.#next?.cancel()
    const abort = new AbortController()
    this.#abort = abort
    const limit = clock.after(pollDelays.shotMs, () => abort.abort(new Error(`no picture within ${pollDelays.shotMs} ms`)))
    try {
      const jpeg = wholeJpeg(await shoot(abort.signal))
      if (jpeg === undefined) throw new Error('what the camera gave is not a JPEG')
      if (this.#isRunning) this.told.setStatus({ state: 'ready', model, serial: null })
      this.#frames.tell(jpeg)
      return { ok: true, jpeg }
    } catch (error) {
      const message = abort.signal.aborted ? messageOf(abort.signal.reason) : troubleOf(error)
      log.debug({ reason: message }, 'no picture')
      if (this.#isRunning) this.told.setStatus({ state: needsPerson(error) ? 'fault' : 'disconnected', reason: message })
      return { ok: false, message }
    } finally {
      limit.cancel()
    }
  }

  #plan(): void {
    if (!this.#isRunning) return
    const { clock, pauseMs } = this.#options
    const delayMs = {
      ready: this.#frames.count > 0 ? pauseMs : pollDelays.probeMs,
      connecting: pollDelays.retryMs,
      disconnected: pollDelays.retryMs,
      fault: personNeededRetryMs,
    }[this.told.status.state]
    this.#next = clock.after(delayMs, () => void this.#shoot())
  }
}
