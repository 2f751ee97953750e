/** How one machine stands: its link, its ports and its mode, three things that may fail apart from each other; and how old its words are. */
import type { MachineDetail, MachineView } from '@palang/protocol'
import { machineMode } from '@palang/protocol'
import type { HubServices, LatestMessage, MachinePresence } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'

/** Link, ports and mode of one machine, from what is known in memory. */
export function conditionsOf(
  { live }: Pick<HubServices, 'live'>,
  machine: MachineRecord,
  presence: MachinePresence | undefined,
): Pick<MachineDetail, 'link' | 'ports' | 'mode_state'> {
  const latest = live.latest(machine.id)
  const stale = latest.some(message => message.stale === true)
  const online = presence?.online === true
  const protocol = presence?.protocol ?? null
  return {
    link: {
      state: online ? (stale ? 'silent' : 'online') : 'offline',
      since: presence?.since ?? null,
      last_seen: presence?.lastSeen ?? null,
      protocol,
      promise: protocol === null ? null : protocol === 0 ? 'observed' : 'exactly_once',
    },
    ports: portsIn(latest.find(message => message.type === 'hardware_status')?.payload ?? {}),
    mode_state: { mode: modeIn(latest) ?? machine.mode, stale: !online || stale },
  }
}

/** Whether it stands in the site file, and whether there is something that takes orders. */
export function howAdded(announced: HubServices['announced'], id: string): Pick<MachineView, 'added' | 'posts_only'> {
  if (announced.isRetired(id)) return { added: true }
  const place = announced.placeOf(id)
  return { ...(place === undefined ? {} : { added: true }), ...(place?.family === 'water' ? { posts_only: true } : {}) }
}

/** Seconds since the hub heard the message. */
export function ageOf({ clock }: Pick<HubServices, 'clock'>, message: LatestMessage): number {
  return Math.max(0, Math.floor((clock.now() - Date.parse(message.receivedAt)) / 1000))
}

function portsIn(hardware: Record<string, unknown>): MachineDetail['ports'] {
  return Object.fromEntries(
    Object.entries(hardware).flatMap(([kind, device]) =>
      typeof device === 'object' && device !== null && 'connected' in device && typeof device.connected === 'boolean'
        ? [[kind, { ...device, connected: device.connected }]]
        : [],
    ),
  )
}

function modeIn(latest: readonly LatestMessage[]): MachineRecord['mode'] | undefined {
  return machineMode.safeParse(latest.find(message => message.type === 'system_status')?.payload['mode']).data
}
