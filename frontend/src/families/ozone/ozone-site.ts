/** All treatment machines as the dashboard needs them: the hub's figures read now and then, the live link between. */
import type { DeviceEventView, TreatmentAnalytics, TreatmentDeviceView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createMemo } from 'solid-js'
import { dataOf, type Readable } from '../../api/data-of.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { afterBurst } from '../../live/after-burst.ts'
import { useLive } from '../../live/live.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { useDevices } from './device-parts.tsx'
import { stateOf } from './machine-state.ts'
import { byState, eventLines, type EventLine, type ListedMachine } from './ozone-machine.ts'

/** The link tells what changes meanwhile. */
const readEveryMs = 60_000
/** Treatments come in bursts; figures are read again once one is over. */
const settleMs = 1_500
const linesShown = 12

interface Read<T> extends Readable<T> {
  error: unknown
  refetch: () => unknown
}

export interface OzoneSite {
  /** The worrying ones first; undefined until known. */
  machines: Accessor<ListedMachine[] | undefined>
  today: Read<TreatmentAnalytics>
  /** Treatments of the machine today; undefined until known. */
  countToday: (machineId: string) => number | undefined
  events: Read<{ items: DeviceEventView[] }>
  /** The newest treatments, those just heard among them. */
  lines: Accessor<EventLine[]>
  /** Undefined until known. */
  waiting: Accessor<TreatmentDeviceView[] | undefined>
}

const isOzone = (row: MachineRow | undefined) => row?.view.family === 'ozone'

/** Reads the day of all treatment machines and keeps it in step. */
export function createOzoneSite(): OzoneSite {
  const [i18n, live, site, client] = [useI18n(), useLive(), useSite(), useQueryClient()]
  const day = createMemo(() => i18n.format().isoDay(live.now()))
  const today = useQuery(() => ({
    queryKey: ['ozone', 'today', day()],
    queryFn: () => ozoneApi.analytics({ from: day(), to: day(), group: 'day' }),
    refetchInterval: readEveryMs,
  }))
  const events = useQuery(() => ({
    queryKey: ['ozone', 'today', 'events'],
    queryFn: () => ozoneApi.events({ limit: linesShown }),
    refetchInterval: readEveryMs,
  }))
  const devices = useDevices()
  const again = () => void client.invalidateQueries({ queryKey: ['ozone', 'today'] })
  afterBurst(() => live.state.treatments[0]?.event.event_id, settleMs, again)
  const counts = createMemo(() => new Map(dataOf(today)?.machines.map(({ machine_id, total }) => [machine_id, total])))
  return {
    machines: createMemo(() => {
      const rows = site.machines()?.filter(isOzone)
      return rows === undefined ? undefined : byState(rows.map(row => ({ row, state: stateOf(row) })))
    }),
    today,
    countToday: id => (dataOf(today) === undefined ? undefined : (counts().get(id) ?? 0)),
    events,
    lines: createMemo(() => eventLines(dataOf(events)?.items ?? [], live.state.treatments, linesShown)),
    waiting: () => dataOf(devices)?.filter(({ state }) => state === 'waiting'),
  }
}
