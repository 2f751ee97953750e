/**
 * The ground in front of and behind one barrier. A vehicle stands with its nose 1.8 m into the lane and drives on at
 * walking pace; the distances decide the order of the sensors: beam, loop 2, off loop 1, out of the beam, off loop 2.
 */
import type { PlayedBoard } from '../boards/played-board.ts'
import type { Vehicle } from './vehicle.ts'
import type { Watch } from './watch.ts'

const speedMetresPerS = 2.5
const lengthMetres = 4.5
/** Where the nose stands on loop 1, and where what begins and ends, from the lane's start. */
const layout = { stands: 1.8, loop1Ends: 2, beam: 3.5, loop2Begins: 5, loop2Ends: 7 } as const

const metresToMs = (metres: number) => (metres / speedMetresPerS) * 1000
const noseAt = {
  beamOn: layout.beam,
  loop2On: layout.loop2Begins,
  loop1Off: layout.loop1Ends + lengthMetres,
  beamOff: layout.beam + lengthMetres,
  loop2Off: layout.loop2Ends + lengthMetres,
} as const

/** From the loop to the free lane when a vehicle backs out. */
const backOutMs = 800

export interface PassOptions {
  timeoutMs: number
  /** Drives only after the board was told to open more often than this; 0 drives whenever the barrier is up. */
  afterActuations?: number
  /** Drives whether the barrier is up or not. */
  force?: boolean
  /** Drives close behind the vehicle before it, on whatever opening there is: as long as the arm is not down. */
  tailgates?: boolean
}

export interface LaneView {
  /** Stands on loop 1 or drives through. */
  vehicle: Vehicle | null
  place: 'empty' | 'loop1' | 'passing'
  queue: number
  passages: number
  turned_back: number
}

export class Lane {
  readonly #board: PlayedBoard
  readonly #watch: Watch
  #vehicle: Vehicle | undefined
  #place: LaneView['place'] = 'empty'
  readonly #queue: { vehicle: Vehicle; expected: boolean }[] = []
  #actuationsAtArrival = 0
  #passages = 0
  #turnedBack = 0

  constructor(board: PlayedBoard, watch: Watch) {
    this.#board = board
    this.#watch = watch
  }

  view(): LaneView {
    return {
      vehicle: this.#vehicle ?? null,
      place: this.#place,
      queue: this.#queue.length,
      passages: this.#passages,
      turned_back: this.#turnedBack,
    }
  }

  /** Queues and drives onto loop 1; resolves when it stands there, false when the world stopped first. */
  async arrive(vehicle: Vehicle, { expected }: { expected: boolean }): Promise<boolean> {
    if (expected && this.#takeOver(vehicle)) return true
    const entry = { vehicle, expected }
    const behind = expected ? this.#queue.findIndex(other => !other.expected) : -1
    if (behind === -1) this.#queue.push(entry)
    else this.#queue.splice(behind, 0, entry)
    const mine = () => this.#place === 'empty' && this.#queue[0] === entry
    const free = await this.#watch.until(mine)
    this.#queue.splice(this.#queue.indexOf(entry), 1)
    if (!free) return false
    this.#vehicle = vehicle
    this.#place = 'loop1'
    this.#actuationsAtArrival = this.#board.actuations()
    this.#board.feel('loop1', true)
    return true
  }

  /** Whoever stands at a closed barrier when it is opened for somebody drives in; so that vehicle is the expected one. */
  #takeOver(vehicle: Vehicle): boolean {
    const waits = this.#place === 'loop1' && this.#board.actuations() === this.#actuationsAtArrival
    if (!waits || this.#vehicle?.driver === 'expected' || this.#vehicle?.driver === 'manual') return false
    this.#vehicle = vehicle
    this.#watch.touch()
    return true
  }

  /** Waits for the barrier and drives through; false when it did not open in time, the vehicle then still stands. */
  async pass(vehicle: Vehicle, { timeoutMs, afterActuations = 0, force = false, tailgates = false }: PassOptions): Promise<boolean> {
    const mayDrive = () =>
      this.#vehicle !== vehicle ||
      force ||
      (tailgates ? this.#board.arm() !== 'closed' : this.#board.arm() === 'open' && this.#board.actuations() > afterActuations)
    for (;;) {
      if (!(await this.#watch.until(mayDrive, timeoutMs)) || this.#vehicle !== vehicle) return false
      await this.#watch.pause(metresToMs(noseAt.beamOn - layout.stands))
      if (this.#vehicle !== vehicle) return false
      // The barrier may have started to come down meanwhile: the driver brakes and waits again.
      if (force || tailgates || this.#board.arm() === 'open') break
    }
    await this.#drive()
    return true
  }

  /** Leaves loop 1 backwards. False when this vehicle does not stand there. */
  async backOut(vehicle: Vehicle): Promise<boolean> {
    if (this.#vehicle !== vehicle || this.#place !== 'loop1') return false
    this.#vehicle = undefined
    this.#turnedBack += 1
    this.#board.feel('loop1', false)
    await this.#watch.pause(backOutMs)
    this.#clear()
    return true
  }

  async #drive(): Promise<void> {
    this.#place = 'passing'
    let nose: number = noseAt.beamOn
    const reach = async (metres: number) => {
      await this.#watch.pause(metresToMs(metres - nose))
      nose = metres
    }
    this.#board.feel('beam', true)
    await reach(noseAt.loop2On)
    this.#board.feel('loop2', true)
    await reach(noseAt.loop1Off)
    this.#board.feel('loop1', false)
    await reach(noseAt.beamOff)
    this.#board.feel('beam', false)
    await reach(noseAt.loop2Off)
    this.#board.feel('loop2', false)
    this.#passages += 1
    this.#clear()
  }

  #clear(): void {
    this.#vehicle = undefined
    this.#place = 'empty'
    this.#watch.touch()
  }
}
