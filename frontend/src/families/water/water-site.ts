/** All water machines as the pages need them: the hub's figures read now and then, the live link between. */
import type { QualityThresholds, WaterReportRow } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import { type Accessor, createMemo } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { waterApi } from '../../api/water-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import type { WaterMachine } from './water-machine.ts'

export interface WaterSite {
  /** In the order of the site; undefined until known. */
  rows: Accessor<MachineRow[] | undefined>
  machine: (id: string) => WaterMachine | undefined
  thresholds: Accessor<QualityThresholds | undefined>
  /** What the machine sold today; undefined until it is known, and where it sold nothing. */
  today: (id: string) => WaterReportRow | undefined
  /** Why the hub's figures could not be read, when they could not. */
  problem: Accessor<unknown>
}

/** The link tells what changes meanwhile. */
const readEveryMs = 60_000

/** The newest of all water machines, as whoever needs it asks for it. */
export const latestQuery = { queryKey: ['water', 'latest'], queryFn: waterApi.latest }

/** Reads the hub's figures of all water machines and keeps them in step. */
export function createWaterSite(): WaterSite {
  const site = useSite()
  const latest = useQuery(() => ({ ...latestQuery, refetchInterval: readEveryMs }))
  const today = useSalesToday()
  const rows = createMemo(() => site.machines()?.filter(row => row.view.family === 'water'))
  const latestById = createMemo(() => new Map(dataOf(latest)?.items.map(item => [item.machine_id, item])))
  const todayById = createMemo(() => new Map(today()?.map(row => [row.key, row])))
  return {
    rows,
    machine(id) {
      const row = site.machine(id)
      return row?.view.family === 'water' ? { row, latest: latestById().get(id) } : undefined
    },
    thresholds: () => dataOf(latest)?.thresholds,
    today: id => todayById().get(id),
    problem: () => latest.error ?? undefined,
  }
}

/** What every machine sold since the day of the outlet began; asked anew when another day begins. */
function useSalesToday(): Accessor<readonly WaterReportRow[] | undefined> {
  const i18n = useI18n()
  const live = useLive()
  const day = createMemo(() => i18n.format().dayStart(Math.floor(live.now() / 60_000) * 60_000))
  const report = useQuery(() => {
    const from = new Date(day()).toISOString()
    const to = new Date(day() + 86_400_000).toISOString()
    return {
      queryKey: ['water', 'report', 'today', from],
      queryFn: () => waterApi.report({ from, to, group: 'machine' }),
      refetchInterval: readEveryMs,
    }
  })
  return () => dataOf(report)?.rows
}
