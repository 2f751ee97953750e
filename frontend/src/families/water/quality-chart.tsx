/** One measure over time: the means, their moving average, how far single readings went, the limits, and what happened. */
import type { MachineMetrics } from '@palang/protocol'
import Droplets from 'lucide-solid/icons/droplets'
import Gauge from 'lucide-solid/icons/gauge'
import Lock from 'lucide-solid/icons/lock'
import LockOpen from 'lucide-solid/icons/lock-open'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useI18n } from '../../i18n/i18n.tsx'
import { type ChartFrame, flagsOf, type MetricMark, type QualityChart as Geometry, qualityChart, timeTicks } from './chart-geometry.ts'
import { digitsOf, limitsOf, type Measure } from './safe-band.ts'
import { useWaterWords } from './words/water-words.ts'

export const markIcon = { calibrated: Gauge, locked: Lock, unlocked: LockOpen, flushed: Droplets }
export const markTone = { calibrated: 'info', locked: 'stop', unlocked: 'flow', flushed: 'attend' } as const satisfies Record<
  MetricMark['kind'],
  string
>

const plotHeight = 176
/** Least room for the name of a moment. */
const tickWidth = 84

const byGravity = ['locked', 'flushed', 'calibrated', 'unlocked'] as const satisfies readonly MetricMark['kind'][]

function gravestOf(marks: readonly MetricMark[]): MetricMark['kind'] {
  return byGravity.find(kind => marks.some(mark => mark.kind === kind)) ?? 'calibrated'
}

interface ChartProps {
  metrics: MachineMetrics
  measure: Measure
  fromMs: number
  toMs: number
  width: number
  cursor: number | undefined
  /** Of several charts of one stretch, the lowest names the moments. */
  named: boolean
}

/** What is drawn, and nothing that is written but the limits. */
function Plot(props: ChartProps & { chart: Geometry }): JSX.Element {
  const i18n = useI18n()
  const pointer = () => {
    const { cursor } = props
    const [x, y] = cursor === undefined ? [] : [props.chart.xs[cursor], props.chart.averageYs[cursor]]
    return x === undefined || y === undefined ? undefined : { x, y }
  }
  return (
    <svg class="chart-plot" width={props.width} height={plotHeight} viewBox={`0 0 ${props.width} ${plotHeight}`}>
      <rect x="0" width={props.width} y={props.chart.safe.top} height={props.chart.safe.height} class="chart-safe" />
      <For each={props.chart.ticks}>{tick => <line x1="0" x2={props.width} y1={tick.y} y2={tick.y} class="chart-grid" />}</For>
      <For each={props.chart.marks}>
        {({ mark, x }) => <line x1={x} x2={x} y1="0" y2={plotHeight} class={`chart-mark ${markTone[mark.kind]}`} />}
      </For>
      <path d={props.chart.spread} class="chart-spread" />
      <path d={props.chart.mean} class="chart-mean" />
      <path d={props.chart.average} class="chart-average" />
      <For each={props.chart.limits}>
        {limit => (
          <>
            <line x1="0" x2={props.width} y1={limit.y} y2={limit.y} class="chart-limit" />
            <text x={props.width - 4} y={limit.y - 5} class="chart-limit-word">
              {i18n.format().decimal(limit.value, digitsOf[props.measure])}
            </text>
          </>
        )}
      </For>
      <Show when={pointer()}>
        {at => (
          <>
            <line x1={at().x} x2={at().x} y1="0" y2={plotHeight} class="chart-cursor" />
            <circle cx={at().x} cy={at().y} r="4.5" class="chart-point" />
          </>
        )}
      </Show>
    </svg>
  )
}

/** One measure; hidden from screen readers, to whom the slider around it says every value. */
export function QualityChart(props: ChartProps): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const frame = (): ChartFrame => ({ fromMs: props.fromMs, toMs: props.toMs, width: props.width, height: plotHeight })
  const chart = createMemo(() => qualityChart(props.metrics, props.measure, limitsOf(props.measure, props.metrics.thresholds), frame()))
  const ticks = createMemo(() => timeTicks(frame(), i18n.format().dayStart(props.fromMs), Math.max(2, Math.floor(props.width / tickWidth))))
  const figure = (value: number) => i18n.format().decimal(value, Number.isInteger(value) ? 0 : 1)
  return (
    <div class="chart" aria-hidden="true">
      <div class="chart-name">
        {say(`${props.measure}.long`)}
        <small>{props.measure === 'tds' ? say('unit.tds') : ''}</small>
      </div>
      <div class="chart-scale">
        <For each={chart().ticks}>{tick => <span style={{ top: `${tick.y}px` }}>{figure(tick.value)}</span>}</For>
      </div>
      <Plot {...props} chart={chart()} />
      <Show when={props.measure === 'tds'}>
        <div class="chart-flags">
          <For each={flagsOf(chart().marks)}>
            {({ marks, x }) => {
              const first = gravestOf(marks)
              const words = () => [...new Set(marks.map(mark => say(`mark.${mark.kind}`)))].join(' · ')
              return (
                <span class={`chart-flag ${markTone[first]}`} style={{ left: `${x}px` }} title={words()}>
                  <Dynamic component={markIcon[first]} size={12} aria-hidden="true" />
                  <Show when={marks.length > 1}>
                    <b>{i18n.format().number(marks.length)}</b>
                  </Show>
                </span>
              )
            }}
          </For>
        </div>
      </Show>
      <Show when={props.named}>
        <div class="chart-moments">
          <For each={ticks()}>
            {tick => (
              <span style={{ left: `${tick.x}px` }}>{tick.isDay ? i18n.format().day(tick.atMs) : i18n.format().time(tick.atMs)}</span>
            )}
          </For>
        </div>
      </Show>
    </div>
  )
}
