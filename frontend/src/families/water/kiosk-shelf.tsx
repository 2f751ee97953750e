/** The first screen: how the water is, what is left over from before, and what can be had. */
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Code } from '../../ui/code.tsx'
import { chooseVolume } from '../../kiosk/panel.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { volumeText } from './kiosk-figures.ts'
import { Quality } from './kiosk-quality.tsx'
import type { WishRefused } from './kiosk-reasons.ts'
import type { Credit, Good, WaterScreen } from './kiosk-screen.ts'
import { pageOf, shareOf } from './kiosk-shelf-pages.ts'
import { VesselDrawing } from './kiosk-vessel.tsx'
import { createWish } from './kiosk-wish.ts'
import { useWaterWords } from './kiosk-words/words.ts'
import './kiosk-shelf.css'

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
      <ShelfTitle screen={props.screen} refused={wish.refused()} />
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

/** What to do, or what money is left over and for how long; why a choice was refused. */
function ShelfTitle(props: { screen: Shelf; refused: WishRefused | undefined }) {
  const words = useWaterWords()
  const { say } = useSpeech()
  const title = () => {
    const { credit } = props.screen
    return credit === undefined ? words().choose : words().creditLeft(say().money(credit.amount, credit.currency))
  }
  return (
    <div class="shelf-title">
      <h1 style={{ '--length': String(title().length) }}>{title()}</h1>
      <Show
        when={props.refused}
        fallback={
          <p class="shelf-hint">
            <Show when={props.screen.credit} fallback={words().chooseHint}>
              {credit => <CreditTime credit={credit()} />}
            </Show>
          </p>
        }
      >
        {why => (
          <p class="shelf-hint shelf-refused" role="alert">
            {words().refused[why()]}
          </p>
        )}
      </Show>
    </div>
  )
}

function CreditTime(props: { credit: Credit }) {
  const words = useWaterWords()
  const leftMs = createCountdown(() => (props.credit.until === undefined ? undefined : Date.parse(props.credit.until)))
  return (
    <Show when={leftMs() > 0} fallback={words().creditAsk}>
      {words().creditFor(leftText(leftMs()))}
      <span class="shelf-hint-more">, {words().creditOrHelp}</span>
    </Show>
  )
}

function GoodButton(props: { good: Good; share: number; screen: Shelf; onChoose: () => void }) {
  const words = useWaterWords()
  const { say, language } = useSpeech()
  const isCovered = () => props.good.price > 0 && (props.screen.credit?.amount ?? 0) >= props.good.price
  return (
    <button class="good" type="button" onClick={() => props.onChoose()}>
      <span class="good-art" style={{ '--share': String(props.share) }}>
        <VesselDrawing volumeMl={props.good.volumeMl} ml={props.good.volumeMl} />
      </span>
      <span class="good-words">
        <strong>{volumeText(language(), props.good.volumeMl)}</strong>
        <span class="good-price" classList={{ 'good-covered': isCovered() }}>
          <Show when={isCovered()}>
            <svg class="good-tick" viewBox="0 0 24 24" role="img" aria-label={words().covered}>
              <path d="M4 13 l5.500 5.500 L20 7" />
            </svg>
          </Show>
          {props.good.price === 0 ? words().free : say().money(props.good.price, props.screen.currency)}
        </span>
      </span>
    </button>
  )
}
