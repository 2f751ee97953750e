/** The site as every page needs it: the outlet, its machines with what is live of each, its standing alarms. */
import type { AlarmView, MachineView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createContext, createMemo, type JSX, mapArray, onCleanup, useContext } from 'solid-js'
import { dataOf } from '../api/data-of.ts'
import { api } from '../api/endpoints.ts'
import { readAll, type WholeList } from '../api/read-all.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { type Live, useLive } from '../live/live.tsx'
import { activeAlarms, alarmsByMachine, type LiveAlarm, type LiveMachine, machineFromView } from '../live/state.ts'
import { isStale, toneOf, type Tone } from '../live/trouble.ts'
import { useAccount } from './account.tsx'

/** One machine with everything a tile or a list shows of it. */
export interface MachineRow {
  id: string
  name: string
  view: MachineView
  live: LiveMachine | undefined
  alarms: LiveAlarm[]
  alarmCount: number
  tone: Tone
  /** Away or silent: whatever is known of it is how it was. A grave alarm may still colour it otherwise. */
  isStale: boolean
}

export interface Site {
  outletName: Accessor<string>
  /** The names of the only outlets this person sees; undefined for all. */
  ownOutlets: Accessor<string[] | undefined>
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

/** All machines, as whoever needs them asks for them. */
export const machinesQuery = { queryKey: ['machines'], queryFn: api.machines }

/** Reads the site and keeps it in step with the live link. */
export function createSite(): Site {
  const i18n = useI18n()
  const live = useLive()
  const client = useQueryClient()
  const settings = useQuery(() => ({
    queryKey: ['settings'],
    queryFn: async () => {
      const found = await api.settings()
      i18n.setTimeZone(found.outlet.timezone)
      return found
    },
    staleTime: 300_000,
  }))
  const ownOutlets = createOwnOutlets()
  const machines = useQuery(() => ({ ...machinesQuery, refetchInterval: 60_000 }))
  const alarms = useQuery(() => ({ queryKey: ['alarms', 'active'], queryFn: () => readAlarms(live), refetchInterval: 60_000 }))
  onCleanup(live.onReconnect(() => void client.invalidateQueries()))
  const standing = createMemo(() => activeAlarms(live.state))
  const alarmsOf = createMemo(() => alarmsByMachine(standing()))
  const views = () => dataOf(machines)?.items
  const listed = createMemo(
    mapArray(
      () => views() ?? [],
      view => ({ view, row: createRow(live, view, () => alarmsOf().get(view.id)) }),
    ),
  )
  const rows = createMemo(() => (views() === undefined ? undefined : listed().map(({ row }) => row())))
  const byId = createMemo(() => new Map(listed().map(machine => [machine.view.id, machine])))
  return {
    outletName: () => dataOf(settings)?.outlet.name ?? '',
    ownOutlets,
    timeZone: () => dataOf(settings)?.outlet.timezone ?? '',
    currency: () => dataOf(settings)?.outlet.currency ?? 'IDR',
    simulation: () => dataOf(settings)?.simulation ?? false,
    machines: rows,
    machine: id => byId().get(id)?.row(),
    nameOf: id => (id === null || id === undefined ? '' : (byId().get(id)?.view.name ?? id)),
    alarms: standing,
    alarmsKnown: () => dataOf(alarms) !== undefined,
    problem: () => machines.error ?? undefined,
    reload: () => void machines.refetch(),
  }
}

/** Asks for the outlets by name only where the person is limited to some. */
function createOwnOutlets(): Accessor<string[] | undefined> {
  const account = useAccount()
  const own = () => account.info()?.outlets ?? undefined
  const outlets = useQuery(() => ({ queryKey: ['outlets'], queryFn: api.outlets, staleTime: 300_000, enabled: own() !== undefined }))
  return () => own()?.map(id => dataOf(outlets)?.items.find(outlet => outlet.id === id)?.name ?? id)
}

/** The standing alarms, also put into the live store, which every page reads. */
export function readAlarms(live: Live): Promise<WholeList<AlarmView>> {
  return live.readAlarms(() => readAll(cursor => api.alarms('active', cursor)))
}

const noAlarms: LiveAlarm[] = []

/**
 * The row of one machine: what HTTP and the live link know of it, joined; the link wins where it has spoken. It is made anew
 * when something of this machine changed, not whenever time goes on.
 */
function createRow(live: Live, view: MachineView, alarmsNow: Accessor<LiveAlarm[] | undefined>): Accessor<MachineRow> {
  const known = createMemo<LiveMachine>(() => {
    const heard = live.machine(view.id)
    if (heard === undefined) return machineFromView(view, live.state.clockOffsetMs)
    return heard.online === undefined ? { ...heard, online: view.status === 'online' } : heard
  })
  const alarms = createMemo(() => alarmsNow() ?? noAlarms, noAlarms, { equals: sameItems })
  const stale = createMemo(() => isStale(known(), live.now()))
  // Apart from the row: a reading that worries nobody must not make all lists of machines anew.
  const tone = createMemo(() => toneOf(known(), alarms(), stale()))
  return createMemo(() => ({
    id: view.id,
    name: view.name,
    view,
    live: known(),
    alarms: alarms(),
    alarmCount: alarms().length,
    tone: tone(),
    isStale: stale(),
  }))
}

function sameItems<T>(before: readonly T[], after: readonly T[]): boolean {
  return before.length === after.length && before.every((item, index) => item === after[index])
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
