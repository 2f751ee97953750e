/** The first screen: the treatments with their time and price. */
import { For } from 'solid-js'
import { chooseTreatment } from '../../kiosk/panel.ts'
import { Price, ShelfTitle } from '../../kiosk/sale/shelf.tsx'
import { createWish } from '../../kiosk/sale/wish.ts'
import { Dial } from './kiosk-dial.tsx'
import type { OzoneScreen } from './kiosk-screen.ts'
import { lengthOf } from './kiosk-time.ts'
import { useOzoneWords } from './kiosk-words/words.ts'
import './kiosk-choose.css'

export function ChooseScreen(props: { screen: Extract<OzoneScreen, { kind: 'choose' }> }) {
  const words = useOzoneWords()
  const wish = createWish()
  const longest = () => Math.max(...props.screen.offers.map(({ seconds }) => seconds))
  return (
    <section class="screen shelf treatments" data-urges-help={props.screen.credit === undefined ? undefined : ''}>
      <ShelfTitle title={words().choose} hint={words().chooseHint} credit={props.screen.credit} refused={wish.refused()} />
      <ul class="goods" data-count={props.screen.offers.length}>
        <For each={props.screen.offers}>
          {offer => {
            const length = () => lengthOf(offer.seconds, words())
            return (
              <li>
                <button class="good" type="button" onClick={() => wish.send(() => chooseTreatment(offer.treatment))}>
                  <span class="good-art">
                    <Dial share={offer.seconds / longest()}>
                      <strong>{length().figure}</strong>
                      <span>{length().unit}</span>
                    </Dial>
                  </span>
                  <span class="good-words">
                    <strong>{words().name[offer.treatment]}</strong>
                    <Price amount={offer.price} currency={props.screen.currency} credit={props.screen.credit} />
                  </span>
                </button>
              </li>
            )
          }}
        </For>
      </ul>
    </section>
  )
}
