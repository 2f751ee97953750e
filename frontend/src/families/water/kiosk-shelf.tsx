/** The first screen: how the water is, what is left over from before, and what can be had. */
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Code } from '../../ui/code.tsx'
import { chooseVolume } from '../../kiosk/panel.ts'
import { Price, ShelfTitle } from '../../kiosk/sale/shelf.tsx'
import { createWish } from '../../kiosk/sale/wish.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { volumeText } from './kiosk-figures.ts'
import { Quality } from './kiosk-quality.tsx'
import type { Good, WaterScreen } from './kiosk-screen.ts'
import { pageOf, shareOf } from './kiosk-shelf-pages.ts'
import { VesselDrawing } from './kiosk-vessel.tsx'
import { useWaterWords } from './kiosk-words/words.ts'

type Shelf = Extract<WaterScreen, { kind: 'shelf' }>

export function ShelfScreen(props: { screen: Shelf }) {
  const words = useWaterWords()
  const wish = createWish()
  const [turned, setTurned] = createSignal(0)
  /** Money that is left over is told in its place. */
  const code = () => (props.screen.credit === undefined ? props.screen.page : undefined)
  const page = createMemo(() => pageOf(props.screen.goods, turned()))
  return (
    <section class="screen shelf" data-urges-help={props.screen.credit === undefined ? undefined : ''}>
      <ShelfTitle title={words().choose} hint={words().chooseHint} credit={props.screen.credit} refused={wish.refused()} />
      <Quality quality={props.screen.quality} />
      <Show when={code()}>
        {page => (
          <figure class="shelf-page">
            <Code class="shelf-code" text={page()} label={words().quality.page} />
            <figcaption aria-hidden="true">{words().quality.title}</figcaption>
          </figure>
        )}
      </Show>
      <ul class="goods" data-count={page().goods.length + (page().pages > 1 ? 1 : 0)}>
        <For each={page().goods}>
          {good => (
            <li>
              <GoodButton
                good={good}
                share={shareOf(good.volumeMl, page().goods)}
                screen={props.screen}
                onChoose={() => wish.send(() => chooseVolume(good.volumeMl))}
              />
            </li>
          )}
        </For>
        <Show when={page().pages > 1}>
          <li>
            <button class="good good-more" type="button" onClick={() => setTurned(page().page + 1)}>
              <span class="good-words">
                <strong>{words().more}</strong>
                <span>{words().moreOf(String(page().page + 1), String(page().pages))}</span>
              </span>
            </button>
          </li>
        </Show>
      </ul>
    </section>
  )
}

function GoodButton(props: { good: Good; share: number; screen: Shelf; onChoose: () => void }) {
  const { language } = useSpeech()
  return (
    <button class="good" type="button" onClick={() => props.onChoose()}>
      <span class="good-art" style={{ '--share': String(props.share) }}>
        <VesselDrawing volumeMl={props.good.volumeMl} ml={props.good.volumeMl} />
      </span>
      <span class="good-words">
        <strong>{volumeText(language(), props.good.volumeMl)}</strong>
        <Price amount={props.good.price} currency={props.screen.currency} credit={props.screen.credit} />
      </span>
    </button>
  )
}
