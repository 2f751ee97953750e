import type { QualityThresholds } from '@palang/protocol'
import { createMemo, type JSX, Show } from 'solid-js'
import { limitsOf, type Measure, trendOf } from './safe-band.ts'
import { useWaterWords } from './words/water-words.ts'

/** The course of a day with the safe part behind it; the figure beside it says how much. */
export function TrendSpark(props: {
  measure: Measure
  values: readonly (number | null)[]
  thresholds: QualityThresholds | undefined
  stale: boolean
}): JSX.Element {
  const say = useWaterWords()
  const trend = createMemo(() => trendOf(props.values, limitsOf(props.measure, props.thresholds)))
  return (
    <Show when={trend()} fallback={<div class="trend trend-none">{say('trend.none')}</div>}>
      {drawn => (
        <div class="trend" data-stale={props.stale ? '' : undefined} role="img" aria-label={say(`trend.${props.measure}`)}>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none">
            <rect x="0" width="100" y={drawn().safeTop} height={drawn().safeHeight} class="trend-safe" />
            <path d={drawn().line} class="trend-line" vector-effect="non-scaling-stroke" />
          </svg>
          <Show when={drawn().last}>{last => <i class="trend-last" style={{ left: `${last().x}%`, top: `${last().y}%` }} />}</Show>
        </div>
      )}
    </Show>
  )
}
