/** The end of a sale, honestly: what came, what it cost, what of the money is left and where, and why when it was less. */
import { createEffect, createMemo, For, type JSX, on, Show } from 'solid-js'
import { createCountdown } from '../../ui/countdown.ts'
import { endSale } from '../panel.ts'
import { useSpeech } from '../speech.ts'
import type { Back } from './ways.ts'
import { createWish } from './wish.ts'
import { useSaleWords } from './words/words.ts'
import './thanks.css'

/** What is to be read, and whether somebody has to do something about it, takes its time. */
const readMs = 15_000
const readMoreMs = 30_000

/** How a sale ended, whatever was sold. */
export interface SaleOutcome {
  result: 'success' | 'failed' | 'cancelled'
  charged: number
  remainder: number
  /** Where it goes; more than one place has a part of it each. */
  back: readonly Back[]
  currency: string
}

interface Thanks {
  outcome: SaleOutcome
  title: string
  body: string
  /** What came, and its name. */
  came: { label: string; value: string }
  /** Nothing came at all. */
  isNothing: boolean
  art: JSX.Element
  another: string
  /** Beside the button, where there is something to say. */
  note?: string | undefined
}

export function SaleThanks(props: Thanks) {
  const words = useSaleWords()
  const wish = createWish()
  const hasMore = createMemo(() => props.outcome.result !== 'success' || props.outcome.remainder > 0)
  const endMs = Date.now() + (hasMore() ? readMoreMs : readMs)
  const leftMs = createCountdown(() => endMs)
  const isOver = createMemo(() => leftMs() === 0)
  createEffect(
    on(isOver, over => {
      if (over) wish.send(() => endSale('done'))
    }),
  )
  return (
    <section class="screen thanks" data-urges-help={props.outcome.result === 'failed' ? '' : undefined}>
      <div class="thanks-words">
        <h1>{props.title}</h1>
        <p class="lead">{props.body}</p>
        <Account {...props} />
      </div>
      <div class="thanks-vessel">{props.art}</div>
      <div class="thanks-end">
        <button class="big-button" type="button" onClick={() => wish.send(() => endSale('done'))}>
          {props.another}
        </button>
        <p>
          <Show when={props.note}>{note => <span class="thanks-receipt">{note()}</span>}</Show>
          <span>{words().thanks.closesIn(String(Math.ceil(leftMs() / 1000)))}</span>
        </p>
      </div>
    </section>
  )
}

function Account(props: Thanks) {
  const words = useSaleWords()
  const { say } = useSpeech()
  const rows = createMemo(() => {
    const { thanks, free } = words()
    const { charged, remainder, back, currency } = props.outcome
    const money = (amount: number) => say().money(amount, currency)
    return [
      { ...props.came, large: false },
      { label: thanks.cost, value: charged === 0 && !props.isNothing ? free : money(charged), large: false },
      ...(remainder > 0
        ? back.map(({ to, amount, until }) => ({
            label: until === undefined ? thanks.back[to] : thanks.backUntil(thanks.back[to], say().time(until)),
            value: money(amount),
            large: true,
          }))
        : []),
    ]
  })
  return (
    <dl class="account">
      <For each={rows()}>
        {row => (
          <div classList={{ 'account-left': row.large }}>
            <dt>{row.label}</dt>
            <dd>{row.value}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}
