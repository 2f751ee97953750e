/** How the water of one machine was: a day, a week, a month, a year; read with a pointer or with the arrow keys. */
import type { MachineMetrics, MetricPoint } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import ChartSpline from 'lucide-solid/icons/chart-spline'
import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { waterApi } from '../../api/water-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded } from '../../ui/condition.tsx'
import { createCursor } from '../../ui/chart-cursor.ts'
import { Panel } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { ToneIcon } from '../../ui/tone.tsx'
import { nearest } from './chart-geometry.ts'
import { type Range, rangeOf, ranges } from './chart-range.ts'
import { markIcon, markTone, QualityChart } from './quality-chart.tsx'
import { digitsOf, type Measure, measures } from './safe-band.ts'
import { markNote } from './mark-words.ts'
import { useWaterWords } from './words/water-words.ts'
import '../../ui/chart.css'

const readEveryMs = 60_000
/** Left of the plots, where their scales stand. */
const scaleWidth = 40
/** Marks told in words below the charts; all are drawn. */
const marksTold = 6

function Readout(props: { point: MetricPoint }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const figure = (measure: Measure, value: number) => i18n.format().decimal(value, measure === 'tds' ? 0 : 2)
  return (
    <div class="chart-readout tabular">
      <b>{i18n.format().moment(props.point.at)}</b>
      <For each={measures}>
        {measure => (
          <span>
            {say(measure)} <b>{figure(measure, props.point.average[measure])}</b>
            <small>
              {' '}
              {figure(measure, props.point[measure].min)}–{figure(measure, props.point[measure].max)}
            </small>
          </span>
        )}
      </For>
      <Show when={props.point.temperature}>{warm => <span class="max-sm:hidden">{i18n.format().decimal(warm().mean, 1)} °C</span>}</Show>
    </div>
  )
}

/** Pixels. */
const narrowestPlot = 120

/** The room between the scale and the right edge of `box`, as it changes. */
function createPlotWidth(box: () => HTMLElement | undefined) {
  // Drawn narrow first: a plot wider than its box would stretch the box, and then fit what it stretched.
  const [width, setWidth] = createSignal(narrowestPlot)
  onMount(() => {
    const found = box()
    if (found === undefined) return
    const measure = () => setWidth(Math.max(narrowestPlot, found.clientWidth - scaleWidth))
    const observer = new ResizeObserver(measure)
    observer.observe(found)
    measure()
    onCleanup(() => observer.disconnect())
  })
  return width
}

function Charts(props: { metrics: MachineMetrics }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const [box, setBox] = createSignal<HTMLDivElement>()
  const width = createPlotWidth(box)
  const span = createMemo(() => ({ fromMs: Date.parse(props.metrics.from), toMs: Date.parse(props.metrics.to) }))
  const xs = createMemo(() =>
    props.metrics.points.map(point => ((Date.parse(point.at) - span().fromMs) / (span().toMs - span().fromMs)) * width()),
  )
  const cursor = createCursor(() => props.metrics.points.length)
  const point = () => props.metrics.points[cursor.at() ?? props.metrics.points.length - 1]
  const told = (one: MetricPoint | undefined) =>
    one === undefined
      ? ''
      : say('chart.value', {
          time: i18n.format().moment(one.at),
          tds: i18n.format().decimal(one.average.tds, digitsOf.tds),
          ph: i18n.format().decimal(one.average.ph, 2),
        })
  return (
    <>
      <Show when={point()}>{shown => <Readout point={shown()} />}</Show>
      <div
        ref={setBox}
        class="charts"
        role="slider"
        tabIndex={0}
        aria-label={say('chart.label')}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, props.metrics.points.length - 1)}
        aria-valuenow={Math.max(0, cursor.at() ?? props.metrics.points.length - 1)}
        aria-valuetext={told(point())}
        onKeyDown={cursor.key}
        onPointerMove={event => cursor.set(nearest(xs(), event.clientX - (box()?.getBoundingClientRect().left ?? 0) - scaleWidth))}
        onPointerLeave={() => cursor.set(undefined)}
        onBlur={() => cursor.set(undefined)}
      >
        <For each={measures}>
          {measure => (
            <QualityChart
              metrics={props.metrics}
              measure={measure}
              {...span()}
              width={width()}
              cursor={cursor.at()}
              named={measure === 'ph'}
            />
          )}
        </For>
      </div>
      <Legend />
      <Marks metrics={props.metrics} />
    </>
  )
}

function Legend(): JSX.Element {
  const say = useWaterWords()
  return (
    <div class="chart-key">
      <span>
        <i class="chart-key-average" />
        {say('chart.average')}
      </span>
      <span>
        <i class="chart-key-spread" />
        {say('chart.spread')}
      </span>
      <span>
        <i class="chart-key-safe" />
        {say('chart.safe')}
      </span>
    </div>
  )
}

function Marks(props: { metrics: MachineMetrics }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const newest = () =>
    props.metrics.marks
      .map((mark, index) => ({ ...mark, note: markNote(i18n, say, props.metrics.marks, index) }))
      .toReversed()
      .slice(0, marksTold)
  return (
    <Show when={newest().length > 0}>
      <ul class="chart-events" aria-label={say('chart.marks')}>
        <For each={newest()}>
          {mark => (
            <li class={markTone[mark.kind]}>
              <ToneIcon tone={markTone[mark.kind]} icon={markIcon[mark.kind]} size={14} />
              <b>{say(`mark.${mark.kind}`)}</b>
              <span class="tabular">{i18n.format().moment(mark.at)}</span>
              <Show when={mark.note}>{note => <span class="min-w-0">{note()}</span>}</Show>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}

export function ChartPanel(props: { machineId: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const live = useLive()
  const [range, setRange] = createSignal<Range>('day')
  const minute = createMemo(() => Math.floor(live.now() / readEveryMs))
  const metrics = useQuery(() => {
    const asked = range()
    return {
      queryKey: ['water', 'metrics', props.machineId, asked],
      queryFn: () => waterApi.metrics(props.machineId, new Date(rangeOf(asked, minute() * readEveryMs).fromMs).toISOString()),
      refetchInterval: asked === 'day' ? readEveryMs : readEveryMs * 5,
    }
  })
  return (
    <Panel
      title={say('chart.title')}
      actions={
        <Segments
          chips
          label={say('chart.range')}
          value={range()}
          options={ranges.map(value => ({ value, label: say(`chart.${value}`) }))}
          onChange={setRange}
        />
      }
      class="chart-panel"
    >
      <Loaded
        query={metrics}
        skeleton={
          <div class="grid gap-4 pt-2" role="status" aria-label={i18n.t('state.loading')}>
            <div class="skeleton h-[190px]" />
            <div class="skeleton h-[190px]" />
          </div>
        }
        compact
      >
        {data => (
          <Show
            when={data().points.length > 0}
            fallback={<Empty icon={ChartSpline} title={say('chart.none')} hint={say('chart.noneHint')} />}
          >
            <Charts metrics={data()} />
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}
