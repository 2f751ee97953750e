/** A value in large with the safe part of its scale drawn below. */
import type { QualityThresholds } from '@palang/protocol'
import ArrowDown from 'lucide-solid/icons/arrow-down'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { digitsOf, limitsOf, type Measure, safeBand, standing } from './safe-band.ts'
import type { Say } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

interface MeasureProps {
  measure: Measure
  value: number | null | undefined
  thresholds: QualityThresholds | undefined
  /** What is shown is old: drawn in grey. */
  stale: boolean
}

/** The scale alone; what it says is said in words beside it. */
function BandScale(props: MeasureProps): JSX.Element {
  const band = () => safeBand(props.measure, props.value, limitsOf(props.measure, props.thresholds))
  const isOut = () => ['low', 'high'].includes(standing(props.value, limitsOf(props.measure, props.thresholds)) ?? '')
  return (
    <div class="band" data-stale={props.stale ? '' : undefined} aria-hidden="true">
      <i class="band-safe" style={{ left: `${band().safeFrom}%`, width: `${band().safeTo - band().safeFrom}%` }} />
      <Show when={band().at !== undefined}>
        <i class="band-at" data-out={isOut() ? '' : undefined} style={{ left: `${band().at ?? 0}%` }} />
      </Show>
    </div>
  )
}

/** What is safe, in words. */
function limitsText(
  say: Say,
  decimal: (value: number, digits: number) => string,
  measure: Measure,
  thresholds: QualityThresholds | undefined,
): string {
  const { min, max } = limitsOf(measure, thresholds)
  const figure = (value: number | undefined) => (value === undefined ? '' : decimal(value, digitsOf[measure]))
  if (min === undefined) return max === undefined ? say('band.none') : say('band.below', { max: figure(max) })
  return max === undefined ? say('band.above', { min: figure(min) }) : say('band.between', { min: figure(min), max: figure(max) })
}

/** One measure: its name, the figure, whether it is safe, and the scale. `large` is for the machine's own page. */
export function MeasureFigure(props: MeasureProps & { large?: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const stand = () => standing(props.value, limitsOf(props.measure, props.thresholds))
  const out = () => {
    const found = stand()
    return found === 'low' || found === 'high' ? found : undefined
  }
  const figure = () =>
    props.value === null || props.value === undefined ? '—' : i18n.format().decimal(props.value, digitsOf[props.measure])
  return (
    <div class="measure" data-large={props.large === true ? '' : undefined} data-stale={props.stale ? '' : undefined}>
      <div class="measure-head">
        <span title={say(`${props.measure}.long`)}>{say(props.large === true ? `${props.measure}.long` : props.measure)}</span>
        <Show when={!props.stale && out()}>
          {way => (
            <span class="measure-out">
              {way() === 'high' ? <ArrowUp size={13} aria-hidden="true" /> : <ArrowDown size={13} aria-hidden="true" />}
              {say(`band.${way()}`)}
            </span>
          )}
        </Show>
      </div>
      <div class="measure-figure" data-out={!props.stale && out() !== undefined ? '' : undefined}>
        {figure()}
        <Show when={props.measure === 'tds'}>
          <small>{say('unit.tds')}</small>
        </Show>
      </div>
      <BandScale {...props} />
      <Show when={props.large}>
        <div class="measure-limits">
          {limitsText(say, (value, digits) => i18n.format().decimal(value, digits), props.measure, props.thresholds)}
        </div>
      </Show>
    </div>
  )
}
