/** What a screen asks for, translated into use cases; every refusal is answered in the form of the question. */
import { isCoded, isoNow } from '@palang/kit'
import { foreignId, type Message, type TypeOn } from '@palang/protocol'
import { liveMessage } from '../../live/live.ts'
import type { Actor, CommandRequest, HubServices } from '../../services.ts'
import { isGate, machineOf } from '../../site-machines.ts'
import { mayAct, type Channel } from './channel.ts'

type ScreenMessage = Message<TypeOn<'screen→hub'>>

export interface ScreenAct {
  services: HubServices
  actor: Actor
  channel: Channel
  message: ScreenMessage
  reply(message: Record<string, unknown>): void
}

/** Carries out one checked message of a screen. */
export async function actOn(act: ScreenAct): Promise<void> {
  const { message, services } = act
  switch (message.type) {
    case 'authenticate':
      return
    case 'gate_control':
      return command(
        act,
        message.payload.gate_id ?? message.gate_id ?? message.machine_id,
        pick(message.payload, 'action', 'gate_id', 'duration', 'reason'),
      )
    case 'camera_control':
      return command(act, message.payload.gate_id ?? message.gate_id ?? message.machine_id, pick(message.payload, 'action', 'gate_id'))
    case 'reprint':
      return command(
        act,
        message.payload.gate_id ?? message.gate_id ?? message.machine_id,
        pick(message.payload, 'gate_id', 'job_id', 'reason'),
      )
    case 'lane_hold':
      return command(
        act,
        message.payload.gate_id ?? message.gate_id ?? message.machine_id,
        pick(message.payload, 'gate_id', 'held', 'reason'),
      )
    case 'help_reply':
      return command(act, message.payload.gate_id ?? message.gate_id ?? message.machine_id, {
        ...pick(message.payload, 'gate_id', 'call_id', 'act', 'phrase', 'text', 'outcome'),
        by: act.actor.id,
      })
    case 'dispense':
    case 'stop_dispense':
    case 'flush':
    case 'sale_lock':
    case 'treatment_start':
    case 'treatment_stop':
    case 'treatment_settings':
    case 'set_mode':
      return command(act, message.payload.machine_id ?? message.machine_id, sayable(message, act.actor.id))
    case 'request_status':
      return tellStatus(act, message.payload.machine_id ?? message.machine_id)
    case 'parking_entry':
      return ask(act, 'parking_entry_response', message.payload.gate_id ?? 'gate_in', () =>
        services.parking.enter(message.payload, act.actor),
      )
    case 'parking_exit':
      return ask(act, 'parking_exit_response', message.payload.gate_id ?? 'gate_out', () =>
        services.parking.exit(message.payload, act.actor),
      )
    default:
      return message satisfies never
  }
}

/** The latest of every machine of the channel, or of the one that is meant, and that this was all. */
function tellStatus(act: ScreenAct, wanted: string | undefined): void {
  const { services, reply, message } = act
  for (const id of [...services.site.machines.map(machine => machine.id), ...services.announced.ids()]) {
    if (!act.channel.shows(id) || (wanted !== undefined && wanted !== id)) continue
    for (const latest of services.live.latest(id)) reply(liveMessage(latest, isGate(services.site, id)))
  }
  reply({
    type: 'request_status_response',
    ...echo(act),
    timestamp: isoNow(services.clock),
    payload: { command_id: message.id ?? '', state: 'succeeded' },
  })
}

type MachineOrder =
  | 'dispense'
  | 'stop_dispense'
  | 'flush'
  | 'sale_lock'
  | 'treatment_start'
  | 'treatment_stop'
  | 'treatment_settings'
  | 'set_mode'

/** What a screen may say of an order to a machine of any family. */
function sayable(message: Message<MachineOrder>, by: string): Record<string, unknown> {
  switch (message.type) {
    case 'dispense':
      return pick(message.payload, 'volume_ml')
    case 'stop_dispense':
      return pick(message.payload, 'reason')
    case 'flush':
      return { ...pick(message.payload, 'seconds', 'reason'), by }
    case 'sale_lock':
      return { ...pick(message.payload, 'locked', 'reason'), by }
    case 'treatment_start':
      return pick(message.payload, 'treatment', 'seconds', 'reason')
    case 'treatment_stop':
      return pick(message.payload, 'reason')
    case 'treatment_settings':
      return pick(message.payload, 'minutes', 'max_run_s', 'cool_down_s')
    case 'set_mode':
      return pick(message.payload, 'mode')
  }
}

/**
 * Hands a command to the fleet. What becomes of it is told to every screen of the machine, the asker included; only
 * what never became a command is answered here.
 */
async function command(act: ScreenAct, machineId: string | undefined, payload: Record<string, unknown>): Promise<void> {
  const { services, message, actor, channel, reply } = act
  const type = message.type as CommandRequest['type']
  const target = machineId ?? machineOf(services.site, channel.name)?.id
  const refuse = (code: string, text: string) =>
    reply({
      type: `${type}_response`,
      ...(target === undefined ? {} : { machine_id: target, ...gateId(services, target) }),
      ...echo(act),
      timestamp: isoNow(services.clock),
      payload: { command_id: message.id ?? '', state: 'rejected', error: { code, message: text } },
    })

  if (target === undefined) return refuse('unknown_machine', 'say which machine')
  if (machineOf(services.site, target) === undefined && !services.announced.has(target))
    return refuse('unknown_machine', `there is no machine ${target}`)
  if (!mayAct(actor, channel, target)) return refuse('forbidden', 'not allowed on this channel')
  if (message.id !== undefined && !foreignId.safeParse(message.id).success)
    return refuse('invalid_message', 'id: 1–64 characters of A-Z a-z 0-9 . _ : -')
  try {
    const reason = typeof payload['reason'] === 'string' ? payload['reason'] : undefined
    await services.fleet.send({ machineId: target, type, payload, actor, reason, id: message.id })
  } catch (error) {
    if (!isCoded(error)) throw error
    if (error.detail['command_id'] === undefined || error.code === 'conflict') refuse(error.code, error.message)
  }
}

async function ask(act: ScreenAct, type: string, gate: string, work: () => Promise<object>): Promise<void> {
  const { services, message, actor, channel, reply } = act
  const request =
    'request_id' in message.payload && typeof message.payload.request_id === 'string' ? message.payload.request_id : message.id
  // To a screen, `command_id` is the id it gave itself; the opening's own id is in the time line of the session.
  const echoed = { command_id: message.id, request_id: request }
  const respond = (payload: object) =>
    reply({
      type,
      machine_id: gate,
      ...gateId(services, gate),
      ...echo(act),
      timestamp: isoNow(services.clock),
      payload: { ...payload, ...echoed },
    })
  if (!mayAct(actor, channel, gate)) return respond({ approved: false, reason: 'forbidden', message: 'not allowed on this channel' })
  try {
    respond(await work())
  } catch (error) {
    if (!isCoded(error)) throw error
    respond({ ...error.detail, approved: false, reason: error.code, message: error.message })
  }
}

function echo(act: ScreenAct): { id?: string } {
  return act.message.id === undefined ? {} : { id: act.message.id }
}

function gateId(services: HubServices, machineId: string): { gate_id?: string } {
  return isGate(services.site, machineId) ? { gate_id: machineId } : {}
}

/** Only what a screen may say: fields that are the hub's to set, such as whose passage an opening is, do not pass. */
function pick<T extends object, K extends keyof T>(payload: T, ...keys: K[]): Record<string, unknown> {
  return Object.fromEntries(keys.flatMap(key => (payload[key] === undefined ? [] : [[key, payload[key]]])))
}
