/** Between the device ports and the lane: events become inputs, connections become `hardware_status`. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { GateStatus, HardwareStatus } from '@palang/protocol'
import type { BoardEvent } from '../../devices/board/port.ts'
import type { MachineDevices } from '../../devices/machine-devices.ts'
import type { DeviceStatus } from '../../devices/status.ts'
import { connectionOf, devicePresence, outages } from '../device-presence.ts'
import { listenToPayingDevices } from '../paying-devices.ts'
import { type DeviceName, deviceNames, type GateInput } from './state.ts'

/** Listens to every fitted device; `tell` gets the inputs, `onStatus` is called after any change of connection. */
export function listenToDevices(
  devices: MachineDevices,
  { tell, onStatus, log }: { tell(input: GateInput): void; onStatus(): void; log: Log },
): () => void {
  const ends: (() => void)[] = []
  const note = outages<DeviceName>(log)
  const status = (device: DeviceName, now: DeviceStatus) => {
    note(device, now)
    const input = connectionOf(device, now)
    if (input !== null) tell(input)
    onStatus()
  }
  const { board, plate_reader: plates } = devices
  if (board !== undefined) {
    ends.push(
      board.subscribe(event => {
        if (event.kind === 'status') {
          if (event.status.state !== 'ready') return status('board', event.status)
          note('board', event.status)
          tell({ kind: 'board', inputs: board.inputs() })
          return onStatus()
        }
        const input = boardInput(event, () => board.inputs())
        if (input === null) log.warn({ device: 'board', event }, 'bytes from the board were not a line')
        else tell(input)
      }),
    )
  }
  ends.push(listenToPayingDevices(devices, { tell, status, log }))
  if (plates !== undefined)
    ends.push(plates.subscribe(event => (event.kind === 'status' ? status('plate_reader', event.status) : tell(event))))
  for (const name of ['camera', 'sign'] as const) {
    const end = devices[name]?.subscribe(event => status(name, event.status))
    if (end !== undefined) ends.push(end)
  }
  return () => ends.forEach(end => end())
}

function boardInput(
  event: Exclude<BoardEvent, { kind: 'status' }>,
  inputs: () => Extract<GateInput, { kind: 'board' }>['inputs'],
): GateInput | null {
  switch (event.kind) {
    case 'input':
    case 'card':
      return event
    case 'barrier':
      return { kind: 'barrier', position: event.position, positionKnown: inputs().positionKnown }
    case 'restarted':
      return { kind: 'board', inputs: inputs() }
    case 'garbage':
      return null
  }
}

/** The ports under the names of protocol 0. */
export function hardwareStatus(devices: MachineDevices, config: MachineConfig, gateStatus: GateStatus): HardwareStatus {
  const names = {
    board: 'arduino',
    reader: 'card_reader',
    camera: 'camera',
    cash: 'cash',
    coins: 'coins',
    printer: 'printer',
    terminal: 'terminal',
    sign: 'sign',
    plate_reader: 'plate_reader',
  } as const satisfies Record<DeviceName, string>
  const entries = deviceNames.flatMap(name => {
    const device = devices[name]
    if (device === undefined) return []
    const presence = devicePresence(device.status(), config.devices[name])
    return [[names[name], name === 'board' ? { ...presence, gate_status: gateStatus } : presence] as const]
  })
  return Object.fromEntries(entries)
}
