/** Paying at the card terminal: the choice beside cash and QRIS, and what the terminal waits for. */
import { Show } from 'solid-js'
import { payByCard } from '../../kiosk/panel.ts'
import { Working } from '../../kiosk/signs.tsx'
import { useSpeech } from '../../kiosk/speech.ts'
import { TapCard } from './kiosk-acts.tsx'
import type { Bill, PayByCard } from './kiosk-screen.ts'

/** The card as a way to pay, with why it did not work out just now; `beside` another choice there is room for one word. */
export function CardChoice(props: { card: Extract<PayByCard, { state: 'offered' }>; beside: boolean }) {
  const { words } = useSpeech()
  const trouble = () => {
    const { declined, noCard } = words().pay.card.trouble
    return props.card.reason === undefined ? undefined : props.card.reason === 'no_card' ? noCard : declined
  }
  return (
    <div class="choice">
      <Show when={trouble()}>{text => <p role="status">{text()}</p>}</Show>
      <button class="big-button" type="button" onClick={() => void payByCard('start')}>
        {props.beside ? words().pay.card.short : words().pay.card.choose}
      </button>
    </div>
  )
}

/** The terminal waits for a card, is sent away, or is asked what became of it; only then somebody may be needed. */
export function CardScreen(props: { state: Exclude<PayByCard['state'], 'offered'>; bill: Bill }) {
  const { words, say } = useSpeech()
  const card = () => words().pay.card
  const due = () => say().money(props.bill.remaining, props.bill.currency)
  return (
    <section class="screen ticket qris" data-urges-help={props.state === 'asking' ? '' : undefined}>
      <div class="ticket-words">
        <h1>{card().title[props.state]}</h1>
        <p class="ticket-number" style={{ '--length': String(due().length) }}>
          {due()}
        </p>
        <p class="lead">{card().body[props.state]}</p>
        <Show when={props.state === 'reading'}>
          <button class="big-button" type="button" onClick={() => void payByCard('cancel')}>
            {card().stop}
          </button>
        </Show>
      </div>
      <div class="qris-wait">
        <Show when={props.state === 'reading'} fallback={<Working />}>
          <TapCard />
        </Show>
      </div>
    </section>
  )
}
