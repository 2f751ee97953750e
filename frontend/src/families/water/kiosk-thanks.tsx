/** The end of a sale, honestly: what came, what it cost, what of the money is left and where, and why when it was less. */
import { createEffect, createMemo, For, on, Show } from 'solid-js'
import { endSale } from '../../kiosk/panel.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { createCountdown } from '../../ui/countdown.ts'
import { volumeText } from './kiosk-figures.ts'
import type { Outcome } from './kiosk-screen.ts'
import { VesselDrawing } from './kiosk-vessel.tsx'
import { createWish } from './kiosk-wish.ts'
import { useWaterWords, type WaterWords } from './kiosk-words/words.ts'
import './kiosk-thanks.css'

/** What is to be read, and whether somebody has to do something about it, takes its time. */
const readMs = 15_000
const readMoreMs = 30_000

export function ThanksScreen(props: { outcome: Outcome }) {
  const words = useWaterWords()
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
        <h1>{titleOf(words(), props.outcome)}</h1>
        <p class="lead">{bodyOf(words(), props.outcome)}</p>
        <Account outcome={props.outcome} />
      </div>
      <div class="thanks-vessel">
        <VesselDrawing volumeMl={props.outcome.volumeMl} ml={props.outcome.deliveredMl} />
      </div>
      <div class="thanks-end">
        <button class="big-button" type="button" onClick={() => wish.send(() => endSale('done'))}>
          {words().thanks.another}
        </button>
        <p>
          <Show when={props.outcome.charged > 0}>
            <span class="thanks-receipt">{words().thanks.receipt[props.outcome.receipt]}</span>
          </Show>
          <span>{words().thanks.closesIn(String(Math.ceil(leftMs() / 1000)))}</span>
        </p>
      </div>
    </section>
  )
}

function titleOf({ thanks }: WaterWords, { result, deliveredMl, byStaff }: Outcome): string {
  if (byStaff) return thanks.byStaff
  if (deliveredMl > 0) return thanks.title[result]
  return result === 'failed' ? thanks.nothingFailed : thanks.nothing
}

function bodyOf({ thanks }: WaterWords, { why, result, remainder, back }: Outcome): string {
  if (why !== undefined) return `${thanks.why[why]} ${thanks.fair}`
  if (remainder > 0 && back.some(({ to }) => to === 'credit')) return thanks.credit
  return result === 'cancelled' ? thanks.fair : thanks.body
}

function Account(props: { outcome: Outcome }) {
  const words = useWaterWords()
  const { say, language } = useSpeech()
  const rows = createMemo(() => {
    const { thanks, free } = words()
    const { deliveredMl, volumeMl, isExact, charged, remainder, back, currency } = props.outcome
    const money = (amount: number) => (amount === 0 ? free : say().money(amount, currency))
    const came = volumeText(language(), deliveredMl)
    const told = isExact ? came : thanks.atLeast(came)
    const isAll = deliveredMl >= volumeMl
    return [
      { label: thanks.came, value: isAll ? told : thanks.ofVolume(told, volumeText(language(), volumeMl)), large: false },
      { label: thanks.cost, value: deliveredMl === 0 ? say().money(0, currency) : money(charged), large: false },
      ...(remainder > 0
        ? back.map(({ to, amount, until }) => ({
            label: until === undefined ? thanks.back[to] : thanks.backUntil(thanks.back[to], say().time(until)),
            value: say().money(amount, currency),
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
