/** A camera that draws what it would see. It draws only when somebody looks, once for all who do. */
import type { Clock, Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import type { DeviceStatus } from '../status.ts'
import { laneMotion, type Motion } from './motion.ts'
import { lanePainter, type LanePicture } from './picture/lane-picture.ts'
import { vehicleOf } from './picture/moving.ts'
import type { CameraEvent, CameraPort, Capture } from './port.ts'
import type { LaneScene } from './scene.ts'

export const framePeriodMs = 200

export interface SimulatedCameraOptions {
  clock: Clock
  scene: () => LaneScene
  label: string
  /** IANA zone of the outlet, for the time in the picture. */
  timeZone: string
}

export class SimulatedCamera implements CameraPort {
  readonly #clock: Clock
  readonly #scene: () => LaneScene
  readonly #label: string
  readonly #stamp: (ms: number) => string
  readonly #events = listeners<CameraEvent>()
  readonly #frames = listeners<Uint8Array>()
  readonly #connection: SimulatedConnection
  readonly #paint: (picture: LanePicture) => Uint8Array = lanePainter()
  readonly #follow: (scene: LaneScene, nowMs: number) => Motion = laneMotion()
  #drawing: Timer | undefined

  constructor({ clock, scene, label, timeZone }: SimulatedCameraOptions) {
    this.#clock = clock
    this.#scene = scene
    this.#label = label
    this.#stamp = stampIn(timeZone)
    this.#connection = new SimulatedConnection(clock, status => {
      this.#roll()
      this.#events.tell({ kind: 'status', status })
    })
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    return this.#connection.stop()
  }

  status(): DeviceStatus {
    return this.#connection.status
  }

  subscribe(listener: (event: CameraEvent) => void): () => void {
    return this.#events.add(listener)
  }

  capture(): Promise<Capture> {
    if (!this.#connection.isReady) return Promise.resolve({ ok: false, message: 'the camera is not connected' })
    return Promise.resolve({ ok: true, jpeg: this.#frame() })
  }

  watch(listener: (jpeg: Uint8Array) => void): () => void {
    const detach = this.#frames.add(listener)
    this.#roll()
    return () => {
      detach()
      this.#roll()
    }
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  /** Draws five frames a second while there are viewers and the camera is ready. */
  #roll(): void {
    const isWanted = this.#frames.count > 0 && this.#connection.isReady
    if (isWanted) this.#drawing ??= this.#clock.every(framePeriodMs, () => this.#frames.tell(this.#frame()))
    else {
      this.#drawing?.cancel()
      this.#drawing = undefined
    }
  }

  #frame(): Uint8Array {
    const scene = this.#scene()
    const { lift, isMoving, way, isBraking } = this.#follow(scene, this.#clock.monotonic())
    return this.#paint({
      lift,
      isMoving,
      label: this.#label,
      stamp: this.#stamp(this.#clock.now()),
      ...(way === undefined ? {} : { vehicle: { way, isBraking, ...vehicleOf(scene.visit) } }),
    })
  }
}

/** `20-01-2026 17:30:05 GMT+7` */
function stampIn(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  })
  return ms => format.format(ms).replaceAll('/', '-').replace(',', '')
}
