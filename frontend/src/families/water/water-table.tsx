import { A, useNavigate } from '@solidjs/router'
import { createMemo, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { VirtualRows } from '../../ui/table-rows.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { healthWord, ReadingAge, StatusBadge, stateText, TodayLine } from './machine-parts.tsx'
import { digitsOf, limitsOf, type Measure, standing } from './safe-band.ts'
import { TrendSpark } from './trend-spark.tsx'
import { readingOf, troubleOf, type WaterMachine } from './water-machine.ts'
import type { WaterSite } from './water-site.ts'
import { useWaterWords } from './words/water-words.ts'

function Value(props: { water: WaterSite; machine: WaterMachine; measure: Measure }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const value = () => readingOf(props.machine)?.[props.measure]
  const stand = () => standing(value(), limitsOf(props.measure, props.machine.row.live?.quality?.thresholds ?? props.water.thresholds()))
  const out = () => (stand() === 'low' || stand() === 'high') && !props.machine.row.isStale
  return (
    <span class={props.machine.row.isStale ? 'text-faint' : out() ? 'font-[640] text-(--stop)' : 'font-[580]'}>
      {value() === null || value() === undefined ? '—' : i18n.format().decimal(value() ?? 0, digitsOf[props.measure])}
      <Show when={out()}>
        <span aria-hidden="true">{stand() === 'high' ? ' ↑' : ' ↓'}</span>
        <span class="sr-only">{stand() === 'high' ? say('band.high') : say('band.low')}</span>
      </Show>
    </span>
  )
}

function Row(props: { water: WaterSite; id: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const navigate = useNavigate()
  const machine = createMemo(() => props.water.machine(props.id))
  const path = () => `/water/${encodeURIComponent(props.id)}`
  const go = (event: MouseEvent) => {
    if (!(event.target instanceof HTMLElement && event.target.closest('a') !== null)) navigate(path())
  }
  return (
    <Show when={machine()}>
      {known => (
        <tr data-go onClick={go}>
          <td class="w-[22%] max-w-0 min-w-[120px]">
            <A href={path()} class="link block truncate py-1" data-row-link title={known().row.name}>
              {known().row.name}
            </A>
          </td>
          <td class="w-[30%] max-w-0 max-sm:hidden">
            <StateWord tone={troubleOf(known())} word={stateText(i18n, say, known())} class="w-full text-[13px]" />
          </td>
          <td class="num tabular">
            <Value water={props.water} machine={known()} measure="tds" />
          </td>
          <td class="num tabular">
            <Value water={props.water} machine={known()} measure="ph" />
          </td>
          <td class="w-[132px] max-lg:hidden">
            <div class="water-row-trend">
              <TrendSpark
                measure="tds"
                values={known().latest?.trend.tds ?? []}
                thresholds={props.water.thresholds()}
                stale={known().row.isStale}
              />
            </div>
          </td>
          <td class="max-md:hidden">
            <StatusBadge machine={known()} />
          </td>
          <td class="text-[13px] whitespace-nowrap text-muted max-xl:hidden">{healthWord(say, known())}</td>
          <td class="num text-[13px] max-xl:hidden">
            <TodayLine water={props.water} id={props.id} />
          </td>
          <td class="num text-[13px] text-muted">
            <ReadingAge machine={known()} />
          </td>
        </tr>
      )}
    </Show>
  )
}

/** Many machines in little room. */
export function WaterTable(props: { water: WaterSite; ids: readonly string[] }): JSX.Element {
  const say = useWaterWords()
  return (
    <section class="panel">
      <table class="table table-edge table-sticky">
        <thead>
          <tr>
            <th>{say('col.machine')}</th>
            <th class="max-sm:hidden">{say('col.state')}</th>
            <th class="num">{say('tds')}</th>
            <th class="num">{say('ph')}</th>
            <th class="max-lg:hidden">{say('col.course')}</th>
            <th class="max-md:hidden">{say('col.status')}</th>
            <th class="max-xl:hidden">{say('col.health')}</th>
            <th class="num max-xl:hidden">{say('col.today')}</th>
            <th class="num">{say('col.age')}</th>
          </tr>
        </thead>
        <VirtualRows items={props.ids} columns={9}>
          {id => <Row water={props.water} id={id} />}
        </VirtualRows>
      </table>
    </section>
  )
}
