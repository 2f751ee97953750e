/** Between the ports of a water machine and the machine: events become inputs, connections become `hardware_status`. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { HardwareStatus } from '@palang/protocol'
import type { WaterBoardPort } from '../../devices/board/water-port.ts'
import type { MachineDevices } from '../../devices/machine-devices.ts'
import type { SensorPort } from '../../devices/sensor/port.ts'
import { connectionOf, devicePresence, outages } from '../device-presence.ts'
import { listenToPayingDevices } from '../paying-devices.ts'
import { type WaterDevice, waterDevices, type WaterInput } from './state.ts'

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

/** Listens to what stands beside the board. */
export function listenToOthers(devices: MachineDevices, { tell, onStatus, log }: Listening): () => void {
  const note = outages<WaterDevice>(log)
  return listenToPayingDevices(devices, {
    tell,
    status(device, now) {
      note(device, now)
      const input = connectionOf(device, now)
      if (input !== null) tell(input)
      onStatus()
    },
    log,
  })
}

/** The ports under the names of protocol 0. */
export function hardwareStatus(devices: MachineDevices, config: MachineConfig): HardwareStatus {
  const { waterBoard, sensor } = devices
  const names = { reader: 'card_reader', cash: 'cash', coins: 'coins', terminal: 'terminal', printer: 'printer' } as const
  const others = waterDevices.flatMap(name => {
    const device = devices[name]
    return device === undefined ? [] : [[names[name], devicePresence(device.status(), config.devices[name])] as const]
  })
  return {
    ...(waterBoard === undefined ? {} : { arduino: devicePresence(waterBoard.status(), config.devices.board) }),
    ...Object.fromEntries(others),
    ...(sensor === undefined ? {} : { sensor: devicePresence(sensor.status(), config.devices.sensor) }),
  }
}
