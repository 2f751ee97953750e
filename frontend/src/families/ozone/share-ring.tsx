import { createMemo, For, type JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { type SeriesKey, slicesOf } from './chart-rows.ts'
import { SeriesMark } from './treatment-chart.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

const hole = 0.62

/** What each treatment has of all, as a ring and in figures. */
export function ShareRing(props: { parts: readonly { key: SeriesKey; value: number }[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const slices = createMemo(() => slicesOf(props.parts, hole))
  const all = () => props.parts.reduce((sum, { value }) => sum + value, 0)
  return (
    <div class="share-ring">
      <svg viewBox="-1.04 -1.04 2.08 2.08" aria-hidden="true">
        <For each={slices()}>{slice => <path class="series-slice" data-series={slice.key} d={slice.path} />}</For>
        <text class="ring-sum" text-anchor="middle" y="0.1">
          {i18n.format().brief(all())}
        </text>
      </svg>
      <dl class="ring-key">
        <For each={slices()}>
          {slice => (
            <div>
              <dt>
                <SeriesMark of={slice.key} />
                {say(slice.key)}
              </dt>
              <dd class="tabular">
                <b>{i18n.format().decimal(slice.share * 100, 1)} %</b> {i18n.format().number(slice.value)}
              </dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  )
}
