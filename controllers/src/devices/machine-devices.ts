/** What stands at one machine: the place where drivers are chosen fills it, the families use it. */
import type { BoardPort } from './board/port.ts'
import type { TreatmentBoardPort } from './board/treatment-port.ts'
import type { WaterBoardPort } from './board/water-port.ts'
import type { CameraPort } from './camera/port.ts'
import type { CashPort } from './cash/port.ts'
import type { CoinPort } from './coins/port.ts'
import type { PlateReaderPort } from './plate-reader/port.ts'
import type { PrinterPort } from './printer/port.ts'
import type { ReaderPort } from './reader/port.ts'
import type { SensorPort } from './sensor/port.ts'
import type { SignPort } from './sign/port.ts'
import type { TerminalPort } from './terminal/port.ts'

/** The devices fitted to one machine; what is absent is not fitted. */
export interface MachineDevices {
  /** Of a gate. */
  board?: BoardPort
  waterBoard?: WaterBoardPort
  treatmentBoard?: TreatmentBoardPort
  reader?: ReaderPort
  camera?: CameraPort
  cash?: CashPort
  coins?: CoinPort
  printer?: PrinterPort
  terminal?: TerminalPort
  sign?: SignPort
  plate_reader?: PlateReaderPort
  /** Of the water. */
  sensor?: SensorPort
}
