/** The site as every page needs it: the outlet, its machines with what is live of each, its standing alarms. */
import type { MachineView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createContext, createEffect, createMemo, type JSX, onCleanup, useContext } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import { activeAlarms, type LiveAlarm, type LiveMachine } from '../live/state.ts'
import { toneOf, type Tone } from '../live/trouble.ts'

/** One machine with everything a tile or a list shows of it. */
export interface MachineRow {
  id: string
  name: string
  view: MachineView
  live: LiveMachine | undefined
  alarms: LiveAlarm[]
  alarmCount: number
  tone: Tone
}

export interface Site {
  outletName: Accessor<string>
  timeZone: Accessor<string>
  currency: Accessor<string>
  simulation: Accessor<boolean>
  /** In the order of the site file; undefined until read. */
  machines: Accessor<MachineRow[] | undefined>
  machine(id: string): MachineRow | undefined
  /** The machine's name, or its id when it is not known. */
  nameOf(id: string | null | undefined): string
  alarms: Accessor<LiveAlarm[]>
  /** False until the hub has said which alarms stand. */
  alarmsKnown: Accessor<boolean>
  /** Why the machines could not be read, when they could not. */
  problem: Accessor<unknown>
  reload(): void
}

/** Reads the site and keeps it in step with the live link. */
export function createSite(): Site {
  const i18n = useI18n()
  const live = useLive()
  const client = useQueryClient()
  const settings = useQuery(() => ({ queryKey: ['settings'], queryFn: api.settings, staleTime: 300_000 }))
  const machines = useQuery(() => ({ queryKey: ['machines'], queryFn: api.machines, refetchInterval: 60_000 }))
  const alarms = useQuery(() => ({ queryKey: ['alarms', 'active'], queryFn: () => api.alarms('active'), refetchInterval: 60_000 }))
  createEffect(() => {
    const found = alarms.data
    if (found !== undefined) live.seedAlarms(found.items)
  })
  createEffect(() => {
    const zone = settings.data?.outlet.timezone
    if (zone !== undefined) i18n.setTimeZone(zone)
  })
  onCleanup(live.onReconnect(() => void client.invalidateQueries()))
  const standing = createMemo(() => activeAlarms(live.state))
  const rows = createMemo(() => machines.data?.items.map(view => rowOf(view, live.machine(view.id), standing(), live.now())))
  const byId = createMemo(() => new Map(rows()?.map(row => [row.id, row])))
  return {
    outletName: () => settings.data?.outlet.name ?? '',
    timeZone: () => settings.data?.outlet.timezone ?? '',
    currency: () => settings.data?.outlet.currency ?? 'IDR',
    simulation: () => settings.data?.simulation ?? false,
    machines: rows,
    machine: id => byId().get(id),
    nameOf: id => (id === null || id === undefined ? '' : (byId().get(id)?.name ?? id)),
    alarms: standing,
    alarmsKnown: () => alarms.data !== undefined,
    problem: () => machines.error ?? undefined,
    reload: () => void machines.refetch(),
  }
}

/** Joins what HTTP and the live link know of one machine; the link wins where it has spoken. */
export function rowOf(view: MachineView, live: LiveMachine | undefined, alarms: readonly LiveAlarm[], nowMs: number): MachineRow {
  const own = alarms.filter(alarm => alarm.machineId === view.id)
  const known: LiveMachine | undefined =
    live?.online !== undefined ? live : live === undefined ? undefined : { ...live, online: view.status === 'online' }
  return { id: view.id, name: view.name, view, live: known, alarms: own, alarmCount: own.length, tone: toneOf(known, own, nowMs) }
}

const SiteContext = createContext<Site>()

/** Gives the site to everything inside. */
export function SiteProvider(props: { value: Site; children: JSX.Element }): JSX.Element {
  return <SiteContext.Provider value={props.value}>{props.children}</SiteContext.Provider>
}

/** The site; throws outside {@link SiteProvider}. */
export function useSite(): Site {
  const found = useContext(SiteContext)
  if (found === undefined) throw new Error('useSite outside SiteProvider')
  return found
}
