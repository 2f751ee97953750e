import { A } from '@solidjs/router'
import { createMemo, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { healthWord, ReadingAge, StatusBadge, stateText, TodayLine } from './machine-parts.tsx'
import { MeasureFigure } from './measure-figure.tsx'
import { limitsOf, type Measure, measures, standing } from './safe-band.ts'
import { TrendSpark } from './trend-spark.tsx'
import { readingOf, statusOf, troubleOf, type WaterMachine } from './water-machine.ts'
import type { WaterSite } from './water-site.ts'
import { useWaterWords } from './words/water-words.ts'

function CardHead(props: { machine: WaterMachine }): JSX.Element {
  const say = useWaterWords()
  const name = () => props.machine.row.name
  return (
    <div class="flex items-start gap-2.5">
      <div class="min-w-0 flex-1">
        <h2 class="truncate text-[15px] leading-5 font-[620] tracking-[-0.01em]" title={name()}>
          {name()}
        </h2>
        <div class="truncate text-[12.5px] leading-[18px] text-faint">
          {healthWord(say, props.machine)}
          <Show when={!props.machine.row.isStale}>
            {' · '}
            <ReadingAge machine={props.machine} />
          </Show>
        </div>
      </div>
      <Show when={statusOf(props.machine) !== 'ACTIVE'}>
        <StatusBadge machine={props.machine} />
      </Show>
    </div>
  )
}

/** One machine at a glance; a machine that has gone leaves its place empty until the list is made anew. */
export function WaterCard(props: { water: WaterSite; id: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const machine = createMemo(() => props.water.machine(props.id))
  return (
    <Show when={machine()}>
      {known => {
        const reading = createMemo(() => readingOf(known()))
        const tone = createMemo(() => troubleOf(known()))
        const stale = () => known().row.isStale
        const isOut = (measure: Measure) =>
          ['low', 'high'].includes(standing(reading()?.[measure], limitsOf(measure, props.water.thresholds())) ?? '')
        // The course that explains the state.
        const course = createMemo((): Measure => (isOut('ph') && !isOut('tds') ? 'ph' : 'tds'))
        return (
          <A href={`/water/${encodeURIComponent(props.id)}`} class={`tile water-card ${tone()}`}>
            <CardHead machine={known()} />
            <div class="grid grid-cols-2 gap-5">
              {measures.map(measure => (
                <MeasureFigure
                  measure={measure}
                  value={reading()?.[measure]}
                  thresholds={known().row.live?.quality?.thresholds ?? props.water.thresholds()}
                  stale={stale()}
                />
              ))}
            </div>
            <TrendSpark
              measure={course()}
              values={known().latest?.trend[course()] ?? []}
              thresholds={props.water.thresholds()}
              stale={stale()}
            />
            <div class="mt-auto grid gap-2 border-t border-line-soft pt-2.5">
              <StateWord tone={tone()} word={stateText(i18n, say, known())} class="water-state text-[13px]" />
              <div class="truncate text-[13px]">
                <TodayLine water={props.water} id={props.id} />
              </div>
            </div>
          </A>
        )
      }}
    </Show>
  )
}
