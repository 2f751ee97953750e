/** What a machine sells, on its first screen: what to do, what is left over from before, and what each thing costs. */
import { Show } from 'solid-js'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { useSpeech } from '../speech.ts'
import type { WishRefused } from './reasons.ts'
import type { Credit } from './ways.ts'
import { useSaleWords } from './words/words.ts'
import './shelf.css'

/** What to do, or what money is left over and for how long; why a choice was refused. */
export function ShelfTitle(props: { title: string; hint: string; credit: Credit | undefined; refused: WishRefused | undefined }) {
  const words = useSaleWords()
  const { say } = useSpeech()
  const title = () =>
    props.credit === undefined ? props.title : words().creditLeft(say().money(props.credit.amount, props.credit.currency))
  return (
    <div class="shelf-title">
      <h1 style={{ '--length': String(title().length) }}>{title()}</h1>
      <Show
        when={props.refused}
        fallback={
          <p class="shelf-hint">
            <Show when={props.credit} fallback={props.hint}>
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
  const words = useSaleWords()
  const leftMs = createCountdown(() => (props.credit.until === undefined ? undefined : Date.parse(props.credit.until)))
  return (
    <Show when={leftMs() > 0} fallback={words().creditAsk}>
      {words().creditFor(leftText(leftMs()))}
      <span class="shelf-hint-more">, {words().creditOrHelp}</span>
    </Show>
  )
}

/** The price of one thing, marked when what is left over covers it. */
export function Price(props: { amount: number; currency: string; credit: Credit | undefined }) {
  const words = useSaleWords()
  const { say } = useSpeech()
  const isCovered = () => props.amount > 0 && (props.credit?.amount ?? 0) >= props.amount
  return (
    <span class="good-price" classList={{ 'good-covered': isCovered() }}>
      <Show when={isCovered()}>
        <svg class="good-tick" viewBox="0 0 24 24" role="img" aria-label={words().covered}>
          <path d="M4 13 l5.500 5.500 L20 7" />
        </svg>
      </Show>
      {props.amount === 0 ? words().free : say().money(props.amount, props.currency)}
    </span>
  )
}
