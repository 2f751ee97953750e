/** Paying at the card terminal: the choice beside other ways, and what the terminal waits for. */
import { Show } from 'solid-js'
import { TapCard } from '../acts.tsx'
import type { Words } from '../i18n/words.ts'
import { Working } from '../signs.tsx'
import { useSpeech } from '../speech.ts'
import type { Due, PayAct, PayByCard } from './ways.ts'
import './pay.css'

/** Why the card before did not pay; nothing when none was tried. */
export function cardTroubleOf(reason: string | undefined): keyof Words['pay']['card']['trouble'] | undefined {
  if (reason === undefined) return undefined
  return reason === 'no_card' ? 'noCard' : 'declined'
}

/** The card as a way to pay, with why it did not work out just now; `beside` another choice there is room for one word. */
export function CardChoice(props: { card: Extract<PayByCard, { state: 'offered' }>; beside: boolean; onAct: PayAct }) {
  const { words } = useSpeech()
  return (
    <div class="choice">
      <Show when={cardTroubleOf(props.card.reason)}>{trouble => <p role="status">{words().pay.card.trouble[trouble()]}</p>}</Show>
      <button class="big-button" type="button" onClick={() => props.onAct('start')}>
        {props.beside ? words().pay.card.short : words().pay.card.choose}
      </button>
    </div>
  )
}

/** The terminal waits for a card, is sent away, or is asked what became of it; only then somebody may be needed. */
export function CardScreen(props: { state: Exclude<PayByCard['state'], 'offered'>; due: Due; onAct: PayAct }) {
  const { words, say } = useSpeech()
  const card = () => words().pay.card
  const due = () => say().money(props.due.remaining, props.due.currency)
  return (
    <section class="screen ticket qris" data-urges-help={props.state === 'asking' ? '' : undefined}>
      <div class="ticket-words">
        <h1>{card().title[props.state]}</h1>
        <p class="ticket-number" style={{ '--length': String(due().length) }}>
          {due()}
        </p>
        <p class="lead">{card().body[props.state]}</p>
        <Show when={props.state === 'reading'}>
          <button class="big-button" type="button" onClick={() => props.onAct('cancel')}>
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
