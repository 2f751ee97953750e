/** Between the ports of a water machine and the machine: events become inputs, connections become `hardware_status`. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { HardwareStatus } from '@palang/protocol'
import type { WaterBoardPort } from '../../devices/board/water-port.ts'
import type { MachineDevices } from '../../devices/machine-devices.ts'
import type { SensorPort } from '../../devices/sensor/port.ts'
import { devicePresence, outages } from '../device-presence.ts'
import { payingHardware } from '../paying-devices.ts'
import type { WaterInput } from './state.ts'

/** `tell` gets the inputs, `onStatus` is called after any change of connection. */
interface Listening {
  tell(input: WaterInput): void
  onStatus(): void
  log: Log
}

/** Listens to the board. */
export function listenToBoard(board: WaterBoardPort, { tell, onStatus, log }: Listening): () => void {
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

/** Listens to the sensor of the water. */
export function listenToSensor(sensor: SensorPort, { tell, onStatus, log }: Listening): () => void {
  const note = outages<'sensor'>(log)
  return sensor.subscribe(event => {
    switch (event.kind) {
      case 'status':
        note('sensor', event.status)
        return onStatus()
      case 'reading':
        return tell(event)
      case 'fault':
        return tell({ kind: 'sensor_fault', fault: event.fault })
      case 'restarted':
        log.info({ device: 'sensor' }, 'the sensor began anew')
        return tell({ kind: 'sensor_restarted' })
    }
  })
}

/** The ports under the names of protocol 0. */
export function hardwareStatus(devices: MachineDevices, config: MachineConfig): HardwareStatus {
  const { waterBoard, sensor } = devices
  return {
    ...(waterBoard === undefined ? {} : { arduino: devicePresence(waterBoard.status(), config.devices.board) }),
    ...payingHardware(devices, config),
    ...(sensor === undefined ? {} : { sensor: devicePresence(sensor.status(), config.devices.sensor) }),
  }
}
