/** Outlets and machines as the pages about them list them, retired ones among them. */
import type { MachineView, OutletView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { createMemo, mapArray } from 'solid-js'
import { premisesApi } from '../../api/premises-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { byName } from '../../live/trouble.ts'
import { useAccount } from '../../site/account.tsx'
import { type DueWord, listedDue } from '../../site/maintenance.ts'
import { machinesQuery, type MachineRow, useSite } from '../../site/site.tsx'
import { toast } from '../../ui/toast.tsx'

const readEveryMs = 60_000

export function useOutletList() {
  return useQuery(() => ({ queryKey: ['premises', 'outlets'], queryFn: premisesApi.outlets, refetchInterval: readEveryMs }))
}

export function useMachineList() {
  return useQuery(() => ({ queryKey: ['premises', 'machines'], queryFn: premisesApi.machines, refetchInterval: readEveryMs }))
}

/** Administrators, also those of some outlets only. */
export function useIsAdmin(): () => boolean {
  const account = useAccount()
  return () => account.info()?.role === 'admin'
}

/** A machine of the list with what is live of it; retired ones have nothing. */
export interface ListedMachine {
  id: string
  view: MachineView
  row: MachineRow | undefined
  isRetired: boolean
  due: DueWord | undefined
}

/** Joins what was read with what is live, by name. One machine that changes makes its own row anew and no other. */
export function createListed(views: () => readonly MachineView[] | undefined): () => ListedMachine[] {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const today = createMemo(() => i18n.format().isoDay(live.now()))
  const listed = createMemo(
    mapArray(
      () => views() ?? [],
      view => ({
        view,
        machine: createMemo((): ListedMachine => {
          const row = site.machine(view.id)
          const isRetired = (view.retired_at ?? null) !== null
          const isAlarmed = row?.alarms.some(({ code }) => code === 'maintenance_due') === true
          const due = isRetired ? undefined : listedDue(view.next_maintenance, isAlarmed, today())
          return { id: view.id, view, row, isRetired, due }
        }),
      }),
    ),
  )
  const sorted = createMemo(() => listed().toSorted((a, b) => byName(a.view.name, b.view.name)))
  return createMemo(() => sorted().map(({ machine }) => machine()))
}

/** Whether somebody should plan a visit: it is due, or soon. */
export function wantsCare({ due }: ListedMachine): boolean {
  return due !== undefined && due.tone !== 'flow'
}

/** By what it is called, where it is, what counts for it. */
export function machineMatches({ view, row }: ListedMachine, wanted: string): boolean {
  const device = row?.live?.treatment?.device?.device_id ?? ''
  return `${view.name} ${view.id} ${view.machine_type ?? ''} ${device}`.toLowerCase().includes(wanted.trim().toLowerCase())
}

export function outletMatches(outlet: OutletView, wanted: string): boolean {
  const { name, id, location, address, contact_person: person, contact_phone: phone } = outlet
  return [name, id, location, address, person, phone].join(' ').toLowerCase().includes(wanted.trim().toLowerCase())
}

/** Tells that something was done, and reads again what may be otherwise now. */
export function useDone(): (title: string, detail: string) => Promise<void> {
  const i18n = useI18n()
  const client = useQueryClient()
  return async (title, detail) => {
    toast({ tone: 'flow', title, detail, closeLabel: i18n.t('toast.close') })
    await Promise.all(
      [['premises'], ['outlets'], machinesQuery.queryKey, ['ozone']].map(queryKey => client.invalidateQueries({ queryKey })),
    )
  }
}
