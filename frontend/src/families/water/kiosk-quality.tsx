/** How the water is: the verdict, when it was measured, and each value against what is safe. */
import type { QualityMeasure } from '@palang/protocol'
import { For, Show } from 'solid-js'
import type { PanelQuality } from '../../kiosk/snapshot.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { type Band, bandOf } from './kiosk-band.ts'
import { limitText, measureText } from './kiosk-figures.ts'
import { useWaterWords, type WaterWords } from './kiosk-words/words.ts'
import './kiosk-quality.css'

const measures = ['tds', 'ph', 'temperature'] as const satisfies readonly QualityMeasure[]

/** Without a sensor it says so, and promises nothing. */
export function Quality(props: { quality: PanelQuality | undefined }) {
  const words = useWaterWords()
  return (
    <Show
      when={props.quality}
      fallback={
        <div class="quality" data-verdict="unwatched">
          <p class="quality-verdict">{words().quality.unwatched}</p>
          <p class="quality-note">{words().quality.unwatchedBody}</p>
        </div>
      }
    >
      {quality => (
        <div class="quality" data-verdict={quality().verdict}>
          <Verdict quality={quality()} />
          <dl class="measures">
            <For each={measures.filter(measure => measure !== 'temperature' || quality().temperature !== null)}>
              {measure => <Measure quality={quality()} measure={measure} />}
            </For>
          </dl>
        </div>
      )}
    </Show>
  )
}

function Verdict(props: { quality: PanelQuality }) {
  const words = useWaterWords()
  const { say } = useSpeech()
  const isRead = () => measures.some(measure => props.quality[measure] !== null)
  return (
    <p class="quality-verdict">
      <svg class="quality-sign" viewBox="0 0 32 32" aria-hidden="true">
        <path class="quality-drop" d="M16 2 C 22 11 27 15.500 27 20.500 a11 10.500 0 0 1 -22 0 C 5 15.500 10 11 16 2 Z" />
        <path class="quality-mark" d={props.quality.verdict === 'good' ? 'M11 20 l4 4 l7 -8' : 'M16 14 v6 M16 25 v0.1'} />
      </svg>
      <strong>{words().quality[props.quality.verdict]}</strong>
      <Show when={isRead() ? props.quality.at : null}>{at => <span>{words().quality.measured(say().time(at()))}</span>}</Show>
    </p>
  )
}

function Measure(props: { quality: PanelQuality; measure: QualityMeasure }) {
  const words = useWaterWords()
  const { language } = useSpeech()
  const value = () => props.quality[props.measure]
  const band = () => bandOf(props.quality, props.measure)
  return (
    <div class="measure" data-safe={value() === null || band() === undefined ? undefined : String(band()?.isSafe)}>
      <dt>{words().quality[props.measure]}</dt>
      <dd>
        <strong>{measureText(language(), props.measure, value())}</strong>
        <Show when={band()}>
          {drawn => (
            <>
              <Scale band={drawn()} />
              <span class="measure-range">{rangeText(words().quality, language(), drawn())}</span>
            </>
          )}
        </Show>
      </dd>
    </div>
  )
}

function rangeText(words: WaterWords['quality'], language: 'id' | 'en', { min, max }: Band): string {
  const text = (value: number) => limitText(language, value)
  if (min !== undefined && max !== undefined) return words.between(text(min), text(max))
  if (max !== undefined) return words.atMost(text(max))
  return words.atLeast(text(min ?? 0))
}

/** The line of possible values: the safe part thick, the value a mark on it. */
function Scale(props: { band: Band }) {
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`
  return (
    <span class="scale" aria-hidden="true">
      <span class="scale-safe" style={{ left: percent(props.band.from), width: percent(props.band.to - props.band.from) }} />
      <Show when={props.band.at !== undefined}>
        <span class="scale-at" style={{ left: percent(props.band.at ?? 0) }} />
      </Show>
    </span>
  )
}
