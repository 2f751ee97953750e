/** The way of a command to a machine whose device is on MQTT: over the broker, never kept for later; what the device answers is the proof. */
import { isCoded, type Log } from '@palang/kit'
import type { CommandResult, DeviceReply } from '@palang/protocol'
import { z } from 'zod'
import type { DeviceBroker } from '../../edges/mqtt/broker.ts'
import type { MachineConnection } from '../../fleet/connection.ts'
import type { Treatments } from './treatments.ts'

/** Machines that are reached otherwise than by the link of a controller. */
export interface DeviceLinks {
  /** Whether a device is at the machine, there or away. */
  has(machineId: string): boolean
  /** The way to it now; nothing while it does not listen. */
  connectionOf(machineId: string): MachineConnection | undefined
}

interface Parts {
  broker: Pick<DeviceBroker, 'isConnected' | 'publishCommand'>
  treatments: Pick<Treatments, 'book' | 'telemetry'>
  log: Log
  /** Hears what became of a command. */
  answered(machineId: string, result: CommandResult): Promise<void>
}

/** As commands are written for a machine. */
const order = z.object({ type: z.string(), id: z.string(), deadline: z.string(), payload: z.record(z.string(), z.unknown()) })

/** Hears answers of devices from now on. */
export function createDeviceLinks({ broker, treatments: { book, telemetry }, log, answered }: Parts): DeviceLinks {
  telemetry.onReply((deviceId, reply) => {
    const machineId = book.placeOf(deviceId)?.machineId
    // Whose command it was is looked at there: a device answers only for its own machine.
    if (machineId !== undefined) void answered(machineId, resultOf(reply))
  })

  function send(machineId: string, deviceId: string, message: Record<string, unknown>): boolean {
    const read = order.safeParse(message)
    if (!read.success || !broker.isConnected(deviceId)) return false
    const { type, id, deadline, payload } = read.data
    broker.publishCommand(deviceId, { ...payload, id, deadline, type }).catch((error: unknown) => {
      log.warn({ device: deviceId, command: id, err: error }, 'a command did not reach its device')
      const code = isCoded(error) ? error.code : 'machine_offline'
      void answered(machineId, { command_id: id, state: 'rejected', error: { code, message: `${deviceId} does not listen to commands` } })
    })
    return true
  }

  const deviceAt = (machineId: string) => book.devicesAt(machineId)[0]
  return {
    has: machineId => deviceAt(machineId) !== undefined,
    connectionOf(machineId) {
      const deviceId = deviceAt(machineId)
      if (deviceId === undefined || !broker.isConnected(deviceId)) return undefined
      return { machineId, protocol: 1, software: 'mqtt', send: message => send(machineId, deviceId, message), close: () => undefined }
    },
  }
}

function resultOf({ id, result, code = 'device_failed', message = 'the device did not say why' }: DeviceReply): CommandResult {
  if (result === 'done') return { command_id: id, state: 'succeeded', evidence: { kind: 'told' } }
  if (result === 'accepted') return { command_id: id, state: 'accepted' }
  return { command_id: id, state: result, error: { code, message } }
}
