/** The figures behind the charts as tables: over time, and of what the scope is made of. */
import type { TreatmentAnalytics, TreatmentSums } from '@palang/protocol'
import { A } from '@solidjs/router'
import HeartPulse from 'lucide-solid/icons/heart-pulse'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import type { ChartRow } from './chart-rows.ts'
import { useOzoneWords } from './words/ozone-words.ts'

/** Every row of a chart in figures, folded until somebody wants it. */
export function FiguresTable(props: {
  rows: readonly ChartRow[]
  head: string
  long: (key: string) => string
  figure: (value: number) => string
}): JSX.Element {
  const say = useOzoneWords()
  const keys = () => props.rows[0]?.parts.map(part => part.key) ?? []
  return (
    <details class="figures-table">
      <summary>{say('charts.table')}</summary>
      <div class="overflow-x-auto">
        <table class="table">
          <thead>
            <tr>
              <th>{props.head}</th>
              <For each={keys()}>{key => <th class="num">{say(key)}</th>}</For>
              <Show when={keys().length > 1}>
                <th class="num">{say('total')}</th>
              </Show>
              <th class="num">{say('charts.before')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.rows}>
              {row => (
                <tr>
                  <th scope="row" class="font-[520]">
                    {props.long(row.key)}
                  </th>
                  <For each={row.parts}>{part => <td class="num tabular">{props.figure(part.value)}</td>}</For>
                  <Show when={keys().length > 1}>
                    <td class="num tabular font-[580]">{props.figure(row.total)}</td>
                  </Show>
                  <td class="num tabular text-muted">{row.ghost === undefined ? '—' : props.figure(row.ghost)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </details>
  )
}

type Ranked = TreatmentSums & { id: string; name: string }

/** The busiest first; a name leads to its own charts. */
export function Ranking(props: { title: string; rows: readonly Ranked[]; currency: string; hrefOf: (id: string) => string }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const most = createMemo(() => Math.max(1, ...props.rows.map(row => row.total)))
  return (
    <Show when={props.rows.length > 0}>
      <Panel title={props.title} flush>
        <div class="overflow-x-auto pb-1">
          <table class="table table-edge">
            <thead>
              <tr>
                <th>{say('charts.name')}</th>
                <th class="num">{say('charts.treatments')}</th>
                <th class="num">{say('revenue')}</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.rows}>
                {row => (
                  <tr>
                    <td class="w-full max-w-0 min-w-[110px]">
                      <A href={props.hrefOf(row.id)} class="link block truncate" title={row.name}>
                        {row.name}
                      </A>
                      <span class="report-bar" aria-hidden="true">
                        <i style={{ width: `${(row.total / most()) * 100}%` }} />
                      </span>
                    </td>
                    <td class="num tabular">{i18n.format().number(row.total)}</td>
                    <td class="num tabular font-[580]">{i18n.format().money(row.revenue, props.currency)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Panel>
    </Show>
  )
}

/** Devices that want looking at, and why. */
export function FailingDevices(props: { failing: TreatmentAnalytics['failing'] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  return (
    <Panel title={say('charts.failing')} flush>
      <Show
        when={props.failing.length > 0}
        fallback={<Empty icon={HeartPulse} title={say('charts.failingNone')} hint={say('charts.failingNoneHint')} compact />}
      >
        <ul class="m-0 list-none p-0 pb-2">
          <For each={props.failing}>
            {device => (
              <li class="grid gap-1.5 border-line-soft px-[18px] py-2.5 not-first:border-t">
                <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                  <b class="font-[580]">{device.machine_id === null ? say('events.unassigned') : site.nameOf(device.machine_id)}</b>
                  <span class="text-[12.5px] text-faint">
                    {say('charts.lastSeen')} {i18n.format().moment(device.last_seen)}
                  </span>
                </div>
                <div class="flex flex-wrap items-center gap-1.5">
                  <code class="mr-1 text-[12.5px] text-muted">{device.device_id}</code>
                  <For each={device.reasons}>
                    {reason => (
                      <Badge tone={reason === 'silent' ? 'stale' : 'attend'}>
                        {say(`reason.${reason}`, { count: i18n.format().number(device.missing) })}
                      </Badge>
                    )}
                  </For>
                </div>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Panel>
  )
}
