/** Three things that fail apart from each other: the link to the hub, the ports to the devices, the mode. And when it was away. */
import { useQuery } from '@tanstack/solid-query'
import { For, type JSX, Show } from 'solid-js'
import { dataOf } from '../api/data-of.ts'
import { api } from '../api/endpoints.ts'
import type { MachineRow } from './site.tsx'
import { type I18n, useI18n } from '../i18n/i18n.tsx'
import { missingDevices } from '../live/trouble.ts'
import { Panel } from '../ui/panel.tsx'
import { StateWord, type Tone } from '../ui/tone.tsx'

const absencesShown = 3

interface Condition {
  tone: Tone
  word: string
}

function linkOf(i18n: I18n, { live, view, isStale }: MachineRow): Condition {
  const since = live?.since ?? view.since
  if (live?.online === true) {
    if (isStale || since === null) return { tone: 'stale', word: i18n.t('gate.linkSilent') }
    return { tone: 'flow', word: i18n.t('gate.linkUp', { time: i18n.format().moment(since) }) }
  }
  if (since === null) return { tone: 'stale', word: i18n.t('gate.linkNever') }
  return { tone: 'attend', word: i18n.t('gate.linkDown', { time: i18n.format().moment(since) }) }
}

function portsOf(i18n: I18n, { live, isStale }: MachineRow): Condition {
  const count = Object.values(live?.hardware ?? {}).filter(device => typeof device === 'object' && device !== null).length
  if (count === 0) return { tone: 'stale', word: i18n.t('gate.portsUnknown') }
  const missing = missingDevices(live).length
  const word = missing === 0 ? i18n.t('gate.portsAll', { count }) : i18n.t('gate.portsSome', { missing, count })
  return { tone: isStale ? 'stale' : missing === 0 ? 'flow' : 'attend', word }
}

function modeOf(i18n: I18n, { live, view, isStale }: MachineRow): Condition {
  const mode = live?.system?.mode ?? view.mode
  return { tone: isStale ? 'stale' : mode === 'active' ? 'flow' : 'attend', word: i18n.t(`gate.mode.${mode}`) }
}

/** Whether the controller speaks protocol 0, which promises less. */
export function isObservedOnly({ live, view }: MachineRow): boolean {
  return view.protocol === 0 || live?.hardware?.['promise'] === 'observed'
}

function Row(props: { label: string; condition: Condition }): JSX.Element {
  return (
    <li class="flex min-h-9 items-center gap-3 border-line-soft py-1 not-first:border-t">
      <span class="shrink-0 font-[520]">{props.label}</span>
      <StateWord {...props.condition} class="ml-auto min-w-0 text-[13px]" />
    </li>
  )
}

/** The last times the machine was away, as the hub wrote them down. */
function Absences(props: { machineId: string; since: string | undefined }): JSX.Element {
  const i18n = useI18n()
  const found = useQuery(() => ({
    queryKey: ['history', props.machineId, 'machine_online', props.since],
    queryFn: () => api.machineHistory(props.machineId, 'machine_online', absencesShown),
    staleTime: 60_000,
  }))
  const lines = () =>
    (dataOf(found)?.items ?? []).flatMap(({ payload }) => {
      const { away_since: from, away_s: seconds } = payload
      if (typeof from !== 'string' || typeof seconds !== 'number') return []
      return [i18n.t('gate.absence', { from: i18n.format().moment(from), span: i18n.format().age(seconds * 1000) })]
    })
  return (
    <Show when={lines().length > 0}>
      <p class="mt-3 mb-1 text-[12.5px] text-muted">{i18n.t('gate.absences')}</p>
      <ul class="m-0 list-none p-0 text-[13px] text-faint">
        <For each={lines()}>{line => <li>{line}</li>}</For>
      </ul>
    </Show>
  )
}

/** Link, ports and mode of one machine. */
export function ConditionPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const i18n = useI18n()
  return (
    <Panel title={i18n.t('gate.conditions')} class={props.class ?? ''}>
      <ul class="m-0 -my-1 list-none p-0">
        <Row label={i18n.t('gate.link')} condition={linkOf(i18n, props.row)} />
        <Row label={i18n.t('gate.ports')} condition={portsOf(i18n, props.row)} />
        <Row label={i18n.t('gate.mode')} condition={modeOf(i18n, props.row)} />
      </ul>
      <Show when={isObservedOnly(props.row)}>
        <p class="note attend mt-3">{i18n.t('gate.observedHint')}</p>
      </Show>
      <Absences machineId={props.row.id} since={props.row.live?.since} />
    </Panel>
  )
}
