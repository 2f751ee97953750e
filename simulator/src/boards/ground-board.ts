/** What every board that stands on a {@link Ground} does alike: the world acts on the ground, whatever the board makes of it. */
import type { Ground } from './ground.ts'
import type { ArmPosition, BoardSensor } from './palang-board.ts'
import type { LineFault, PlayedBoard, StuckSensor } from './played-board.ts'

type Alike = Pick<PlayedBoard, 'arm' | 'actuations' | 'feel' | 'stick' | 'jam' | 'fault'>

export abstract class GroundBoard implements Alike {
  protected abstract readonly ground: Ground

  arm(): ArmPosition {
    return this.ground.barrier.position()
  }

  /** 0 lying across the lane, 1 upright. */
  height(): number {
    return this.ground.barrier.height()
  }

  actuations(): number {
    return this.ground.actuations
  }

  feel(sensor: BoardSensor, on: boolean): void {
    this.ground.feel(sensor, on)
  }

  stick(sensor: StuckSensor, on: boolean): void {
    this.ground.stick(sensor, on)
  }

  jam(on: boolean): void {
    this.ground.barrier.jam(on)
  }

  fault(kind: LineFault, on: boolean): void {
    this.ground.fault(kind, on)
  }
}
