/** Between the ports of a treatment machine and the machine: events become inputs, connections become `hardware_status`. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { HardwareStatus } from '@palang/protocol'
import type { TreatmentBoardPort } from '../../devices/board/treatment-port.ts'
import type { MachineDevices } from '../../devices/machine-devices.ts'
import { devicePresence, outages } from '../device-presence.ts'
import { payingHardware } from '../paying-devices.ts'
import type { OzoneInput } from './state.ts'

/** `tell` gets the inputs, `onStatus` is called after any change of connection. */
interface Listening {
  tell(input: OzoneInput): void
  onStatus(): void
  log: Log
}

/** Listens to the board. */
export function listenToBoard(board: TreatmentBoardPort, { tell, onStatus, log }: Listening): () => void {
  const note = outages<'board'>(log)
  return board.subscribe(event => {
    switch (event.kind) {
      case 'status': {
        note('board', event.status)
        const { status } = event
        if (status.state === 'ready') tell({ kind: 'board', connected: true, boot: status.detail ?? null, switches: board.switches() })
        else if (status.state !== 'connecting') tell({ kind: 'board', connected: false, reason: status.reason })
        return onStatus()
      }
      case 'switch':
        return tell({ kind: 'switches', switches: board.switches() })
      case 'garbage':
        return log.warn({ device: 'board', event }, 'bytes from the board were not a line')
      case 'ran':
      case 'restarted':
        return tell(event)
    }
  })
}

/** The ports under the names of protocol 0. */
export function hardwareStatus(devices: MachineDevices, config: MachineConfig): HardwareStatus {
  const { treatmentBoard } = devices
  return {
    ...(treatmentBoard === undefined ? {} : { arduino: devicePresence(treatmentBoard.status(), config.devices.board) }),
    ...payingHardware(devices, config),
  }
}
