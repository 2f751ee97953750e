/** Bars or lines of treatments over time beside those of the period before; read with a pointer or with the arrow keys. */
import { createMemo, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { createCursor } from '../../ui/chart-cursor.ts'
import { namedEvery } from '../../ui/chart-scale.ts'
import { type ChartPlan, chartPlan, type ChartRow, type SeriesKey } from './chart-rows.ts'
import { useOzoneWords } from './words/ozone-words.ts'

/** Most rows named below the chart; a phone has room for half. */
const mostNamed = () => (window.matchMedia('(max-width: 640px)').matches ? 4 : 8)

interface ChartProps {
  rows: readonly ChartRow[]
  kind: 'bar' | 'line'
  /** As the axis and the readout name a row. */
  short: (key: string) => string
  long: (key: string) => string
  /** A figure in full. */
  figure: (value: number) => string
  /** Shorter, for hours. */
  small?: boolean
}

function Readout(props: { row: ChartRow; chart: ChartProps }): JSX.Element {
  const say = useOzoneWords()
  return (
    <div class="chart-readout tabular">
      <b>{props.chart.long(props.row.key)}</b>
      <For each={props.row.parts}>
        {part => (
          <span>
            <SeriesMark of={part.key} /> {say(part.key)} <b>{props.chart.figure(part.value)}</b>
          </span>
        )}
      </For>
      <Show when={props.row.ghost !== undefined}>
        <span>
          {say('charts.before')} <b>{props.chart.figure(props.row.ghost ?? 0)}</b>
        </span>
      </Show>
    </div>
  )
}

/** The colour of a series as a small field. */
export function SeriesMark(props: { of: SeriesKey | 'before' }): JSX.Element {
  return <i class="series-mark" data-series={props.of} aria-hidden="true" />
}

function Bars(props: { plan: ChartPlan }): JSX.Element {
  return (
    <For each={props.plan.columns}>
      {column => (
        <>
          <Show when={column.ghostTop !== undefined}>
            <rect
              class="series-ghost"
              x={column.x - column.width * 0.14}
              width={column.width * 1.28}
              y={column.ghostTop}
              height={100 - (column.ghostTop ?? 100)}
              vector-effect="non-scaling-stroke"
            />
          </Show>
          <For each={column.parts}>
            {part => (
              <rect
                class="series-bar"
                data-series={part.key}
                x={column.x}
                width={column.width}
                y={part.top}
                height={part.height}
                vector-effect="non-scaling-stroke"
              />
            )}
          </For>
        </>
      )}
    </For>
  )
}

function Lines(props: { plan: ChartPlan }): JSX.Element {
  return (
    <>
      <path class="series-ghost-line" d={props.plan.ghost} vector-effect="non-scaling-stroke" />
      <For each={props.plan.courses}>
        {course => <path class="series-line" data-series={course.key} d={course.path} vector-effect="non-scaling-stroke" />}
      </For>
    </>
  )
}

function Plot(props: { chart: ChartProps; plan: ChartPlan; cursor: number | undefined }): JSX.Element {
  return (
    <svg class="treatment-plot" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <For each={props.plan.lines}>
        {line => (
          <line
            class={line.value === 0 ? 'plot-zero' : 'plot-line'}
            x1="0"
            x2="100"
            y1={line.y}
            y2={line.y}
            vector-effect="non-scaling-stroke"
          />
        )}
      </For>
      <Show when={props.cursor !== undefined && props.plan.columns[props.cursor]}>
        {column => (
          <rect class="plot-cursor" x={column().middle - column().width * 0.78} width={column().width * 1.56} y="0" height="100" />
        )}
      </Show>
      <Show when={props.chart.kind === 'bar'} fallback={<Lines plan={props.plan} />}>
        <Bars plan={props.plan} />
      </Show>
    </svg>
  )
}

function Axes(props: { chart: ChartProps; plan: ChartPlan; children: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  const every = () => namedEvery(props.chart.rows.length, mostNamed())
  return (
    <>
      <div class="plot-scale" aria-hidden="true">
        <For each={props.plan.lines}>
          {line => <span style={{ top: `${line.y}%` }}>{line.value === 0 ? '0' : i18n.format().brief(line.value)}</span>}
        </For>
      </div>
      {props.children}
      <div class="plot-names" aria-hidden="true">
        <For each={props.chart.rows}>
          {(row, index) => (
            <span>
              <Show when={index() % every() === 0}>{props.chart.short(row.key)}</Show>
            </span>
          )}
        </For>
      </div>
    </>
  )
}

/** The chart; a table of the same figures stands with whoever shows it. */
export function TreatmentChart(props: ChartProps): JSX.Element {
  const say = useOzoneWords()
  let plot: HTMLDivElement | undefined
  const plan = createMemo(() => chartPlan(props.rows))
  const cursor = createCursor(() => props.rows.length)
  const shown = () => props.rows[cursor.at() ?? props.rows.length - 1]
  const told = (row: ChartRow | undefined) =>
    row === undefined ? '' : `${props.long(row.key)}: ${row.parts.map(part => `${say(part.key)} ${props.figure(part.value)}`).join(', ')}`
  const point = (event: PointerEvent) => {
    const box = plot?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return
    const at = Math.floor(((event.clientX - box.left) / box.width) * props.rows.length)
    cursor.set(Math.min(props.rows.length - 1, Math.max(0, at)))
  }
  return (
    <>
      <Show when={shown()}>{row => <Readout row={row()} chart={props} />}</Show>
      <div class="treatment-chart" classList={{ small: props.small === true }}>
        <Axes chart={props} plan={plan()}>
          <div
            ref={el => (plot = el)}
            class="plot-hit"
            role="slider"
            tabIndex={0}
            aria-label={say('charts.read')}
            aria-valuemin={0}
            aria-valuemax={Math.max(0, props.rows.length - 1)}
            aria-valuenow={Math.max(0, cursor.at() ?? props.rows.length - 1)}
            aria-valuetext={told(shown())}
            onKeyDown={cursor.key}
            onPointerMove={point}
            onPointerLeave={() => cursor.set(undefined)}
            onBlur={() => cursor.set(undefined)}
          >
            <Plot chart={props} plan={plan()} cursor={cursor.at()} />
          </div>
        </Axes>
      </div>
      <Legend rows={props.rows} isLine={props.kind === 'line'} />
    </>
  )
}

function Legend(props: { rows: readonly ChartRow[]; isLine: boolean }): JSX.Element {
  const say = useOzoneWords()
  const keys = () => props.rows[0]?.parts.map(part => part.key) ?? []
  return (
    <div class="chart-key">
      <Show when={keys().length > 1}>
        <For each={keys()}>
          {key => (
            <span>
              <SeriesMark of={key} />
              {say(key)}
            </span>
          )}
        </For>
        <Show when={props.isLine}>
          <span>
            <SeriesMark of="total" />
            {say('total')}
          </span>
        </Show>
      </Show>
      <Show when={props.rows.some(row => row.ghost !== undefined)}>
        <span>
          <SeriesMark of="before" />
          {say('charts.before')}
        </span>
      </Show>
    </div>
  )
}
