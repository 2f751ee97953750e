/** The end of a treatment, honestly: how long it ran, what it cost, and what of the money is left. */
import { SaleThanks } from '../../kiosk/sale/thanks.tsx'
import { leftText } from '../../ui/countdown.ts'
import { DoneSign, WarningSign } from '../../kiosk/signs.tsx'
import { Show } from 'solid-js'
import type { Outcome } from './kiosk-screen.ts'
import { useOzoneWords, type OzoneWords } from './kiosk-words/words.ts'

export function ThanksScreen(props: { outcome: Outcome }) {
  const words = useOzoneWords()
  const ran = () => {
    const { actualS, plannedS, isExact } = props.outcome
    const time = leftText(actualS * 1_000)
    const told = isExact ? time : words().thanks.atLeast(time)
    return actualS >= plannedS ? told : `${told} ${words().run.of(leftText(plannedS * 1_000))}`
  }
  return (
    <SaleThanks
      outcome={props.outcome}
      title={titleOf(words(), props.outcome)}
      body={bodyOf(words(), props.outcome)}
      came={{ label: words().thanks.ran, value: ran() }}
      isNothing={props.outcome.actualS === 0}
      art={
        <Show when={props.outcome.result === 'failed'} fallback={<DoneSign />}>
          <WarningSign />
        </Show>
      }
      another={words().thanks.another}
    />
  )
}

function titleOf({ thanks }: OzoneWords, { result, actualS, byStaff }: Outcome): string {
  if (byStaff) return thanks.byStaff
  if (actualS > 0) return thanks.title[result]
  return result === 'failed' ? thanks.nothingFailed : thanks.nothing
}

function bodyOf({ thanks }: OzoneWords, { why, result, remainder, back }: Outcome): string {
  if (why !== undefined) return `${thanks.why[why]} ${thanks.fair}`
  if (remainder > 0 && back.some(({ to }) => to === 'credit')) return thanks.credit
  return result === 'cancelled' ? thanks.fair : thanks.body
}
