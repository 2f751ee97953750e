/** The water as it is now, and why it is not sold when it is not. */
import type { WaterQuality } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { actorName } from '../../words/machine-words.ts'
import { Badge, StateWord, type Tone } from '../../ui/tone.tsx'
import { ReadingAge } from './machine-parts.tsx'
import { MeasureFigure } from './measure-figure.tsx'
import { sensorFaults } from './sensor-faults.ts'
import { measures } from './safe-band.ts'
import { readingOf, reasonsOf, type WaterMachine } from './water-machine.ts'
import type { WaterSite } from './water-site.ts'
import { reasonText, type Say } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

const verdictTone = { good: 'flow', bad: 'stop', unknown: 'attend' } as const satisfies Record<string, Tone>

/** `isFaulty`: the sensor says itself that it cannot measure. */
function Head(props: { machine: WaterMachine; isFaulty: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const reading = () => readingOf(props.machine)
  const stale = () => props.machine.row.isStale
  return (
    <div class="mb-3 flex min-h-[26px] flex-wrap items-center gap-x-3 gap-y-2">
      <h2 id="water-now" class="panel-title mr-auto">
        {say('page.quality')}
      </h2>
      <Show when={reading()?.temperature}>
        {warm => <span class="tabular text-[13px] text-muted">{i18n.format().decimal(warm(), 1)} °C</span>}
      </Show>
      <Show
        when={reading()?.atMs !== undefined}
        fallback={<span class="text-[13px] text-faint">{say(props.isFaulty ? 'page.cannotMeasure' : 'page.neverMeasured')}</span>}
      >
        <ReadingAge machine={props.machine} class="text-[13px] text-faint" />
      </Show>
      <Show when={reading()}>
        {known => (
          <Badge tone={stale() ? 'stale' : verdictTone[known().verdict]}>
            {i18n.t(stale() ? 'machine.notHeard' : `water.verdict.${known().verdict}`)}
          </Badge>
        )}
      </Show>
    </div>
  )
}

/** What is wrong with the sensor, in its own words. */
function SensorSays(props: { faults: readonly string[] }): JSX.Element {
  const say = useWaterWords()
  return (
    <Show when={props.faults.length > 0}>
      <div class="note stop mt-3">
        <b class="font-[600]">{say('fault.title')}</b>
        <ul class="m-0 mt-1 list-none p-0">
          <For each={props.faults}>{fault => <li>{fault}</li>}</For>
        </ul>
      </div>
    </Show>
  )
}

export function NowPanel(props: { water: WaterSite; machine: WaterMachine; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const reading = () => readingOf(props.machine)
  const quality = () => props.machine.row.live?.quality
  const stale = () => props.machine.row.isStale
  const faults = () => (stale() ? [] : sensorFaults(i18n, say, props.machine.row.live?.hardware))
  return (
    <section class={`panel panel-pad ${props.class ?? ''}`} aria-labelledby="water-now">
      <Head machine={props.machine} isFaulty={faults().length > 0} />
      <div class="grid grid-cols-2 gap-x-10 gap-y-5 max-sm:gap-x-5">
        <For each={measures}>
          {measure => (
            <MeasureFigure
              large
              measure={measure}
              value={reading()?.[measure]}
              thresholds={quality()?.thresholds ?? props.water.thresholds()}
              stale={stale()}
            />
          )}
        </For>
      </div>
      <Show when={reasonsOf(props.machine).length > 0}>
        <ul class="m-0 mt-4 flex list-none flex-wrap gap-x-5 gap-y-1.5 border-t border-line-soft p-0 pt-3" aria-label={say('page.why')}>
          <For each={reasonsOf(props.machine)}>
            {reason => (
              <li>
                <StateWord
                  tone={stale() ? 'stale' : props.machine.row.tone === 'stop' ? 'stop' : 'attend'}
                  word={reasonText(i18n, say, reason)}
                  class="text-[13px]"
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <SensorSays faults={faults()} />
      <Show when={lockWords(say, quality())}>{words => <p class="note attend mt-3">{words()}</p>}</Show>
    </section>
  )
}

/** Who locked the sale and why; undefined while nobody has. A machine that was not told who says why in its place. */
function lockWords(say: Say, quality: Pick<WaterQuality, 'locked_by' | 'lock_reason'> | undefined): string | undefined {
  const { locked_by: by, lock_reason: why } = quality ?? {}
  if (by === undefined) return undefined
  const who = actorName(by)
  return why === undefined || why === by ? say('page.lockedBy', { who }) : say('page.lockedByWhy', { who, why })
}
