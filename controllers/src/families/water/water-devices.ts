/** Between the ports of a water machine and the machine: events become inputs, connections become `hardware_status`. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { HardwareStatus } from '@palang/protocol'
import type { WaterBoardPort } from '../../devices/board/water-port.ts'
import type { MachineDevices } from '../../devices/machine-devices.ts'
import { devicePresence, outages } from '../device-presence.ts'
import type { WaterInput } from './state.ts'

/** Listens to the board; `tell` gets the inputs, `onStatus` is called after any change of connection. */
export function listenToBoard(
  board: WaterBoardPort,
  { tell, onStatus, log }: { tell(input: WaterInput): void; onStatus(): void; log: Log },
): () => void {
  const note = outages<'board'>(log)
  return board.subscribe(event => {
    switch (event.kind) {
      case 'status': {
        note('board', event.status)
        const { status } = event
        if (status.state === 'ready')
          tell({ kind: 'board', connected: true, boot: status.detail ?? null, flow: board.flow(), switches: board.switches() })
        else if (status.state !== 'connecting') tell({ kind: 'board', connected: false, reason: status.reason })
        return onStatus()
      }
      case 'switch':
        return tell({ kind: 'switches', switches: board.switches() })
      case 'garbage':
        return log.warn({ device: 'board', event }, 'bytes from the board were not a line')
      case 'flow':
      case 'poured':
      case 'restarted':
        return tell(event)
    }
  })
}

/** The ports under the names of protocol 0. */
export function hardwareStatus({ waterBoard, sensor }: MachineDevices, { devices }: MachineConfig): HardwareStatus {
  return {
    ...(waterBoard === undefined ? {} : { arduino: devicePresence(waterBoard.status(), devices.board) }),
    ...(sensor === undefined ? {} : { sensor: devicePresence(sensor.status(), devices.sensor) }),
  }
}
