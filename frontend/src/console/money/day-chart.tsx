import type { MoneyHeading } from '@palang/protocol'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { namedEvery } from '../../ui/chart-scale.ts'
import { dayBars } from './day-bars.ts'

/** Most days named below the chart. */
const mostNamed = 10

/** Money in and out day by day; the table of the days below it says the same to whoever cannot see it. */
export function DayChart(props: { days: readonly MoneyHeading[]; currency: string }): JSX.Element {
  const i18n = useI18n()
  const chart = createMemo(() => dayBars(props.days))
  const every = () => namedEvery(props.days.length, mostNamed)
  const money = (amount: number) => i18n.format().money(amount, props.currency)
  const day = (key: string) => i18n.format().day(`${key}T12:00:00Z`)
  const told = (heading: MoneyHeading) =>
    `${day(heading.key)}\n${i18n.t('reports.in')} ${money(heading.in)}\n${i18n.t('reports.out')} ${money(heading.out)}\n${i18n.t('reports.net')} ${money(heading.net)}`
  return (
    <div class="day-chart" role="img" aria-label={i18n.t('reports.chart')}>
      <div class="day-chart-scale">
        <For each={chart().lines}>
          {line => <span style={{ top: `${line.y}%` }}>{line.amount === 0 ? '0' : i18n.format().brief(line.amount)}</span>}
        </For>
      </div>
      <svg class="day-chart-plot" viewBox="0 0 100 100" preserveAspectRatio="none">
        <For each={chart().lines}>
          {line => (
            <line
              x1="0"
              x2="100"
              y1={line.y}
              y2={line.y}
              class={line.amount === 0 ? 'day-chart-zero' : 'day-chart-line'}
              vector-effect="non-scaling-stroke"
            />
          )}
        </For>
        <For each={chart().bars}>
          {(bar, index) => (
            <g class="day-chart-bar">
              <title>{told(props.days[index()] ?? { key: '', count: 0, in: 0, out: 0, net: 0 })}</title>
              <rect x={bar.x - bar.width * 0.3} y="0" width={bar.width * 1.6} height="100" class="day-chart-reach" />
              <rect x={bar.x} y={bar.inTop} width={bar.width} height={bar.inHeight} class="day-chart-in" />
              <rect x={bar.x} y={bar.outTop} width={bar.width} height={bar.outHeight} class="day-chart-out" />
            </g>
          )}
        </For>
      </svg>
      <div class="day-chart-days">
        <For each={props.days}>
          {(heading, index) => (
            <span>
              <Show when={index() % every() === 0}>{day(heading.key)}</Show>
            </span>
          )}
        </For>
      </div>
      <div class="day-chart-key">
        <span>
          <i class="day-chart-in" /> {i18n.t('reports.in')}
        </span>
        <span>
          <i class="day-chart-out" /> {i18n.t('reports.out')}
        </span>
      </div>
    </div>
  )
}
