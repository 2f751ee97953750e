/** The end of a sale of water. */
import { SaleThanks } from '../../kiosk/sale/thanks.tsx'
import { useSpeech } from '../../kiosk/speech.ts'
import { volumeText } from './kiosk-figures.ts'
import type { Outcome } from './kiosk-screen.ts'
import { VesselDrawing } from './kiosk-vessel.tsx'
import { useWaterWords, type WaterWords } from './kiosk-words/words.ts'

export function ThanksScreen(props: { outcome: Outcome }) {
  const words = useWaterWords()
  const { language } = useSpeech()
  const came = () => {
    const { deliveredMl, volumeMl, isExact } = props.outcome
    const { thanks } = words()
    const volume = volumeText(language(), deliveredMl)
    const told = isExact ? volume : thanks.atLeast(volume)
    return deliveredMl >= volumeMl ? told : thanks.ofVolume(told, volumeText(language(), volumeMl))
  }
  return (
    <SaleThanks
      outcome={props.outcome}
      title={titleOf(words(), props.outcome)}
      body={bodyOf(words(), props.outcome)}
      came={{ label: words().thanks.came, value: came() }}
      isNothing={props.outcome.deliveredMl === 0}
      art={<VesselDrawing volumeMl={props.outcome.volumeMl} ml={props.outcome.deliveredMl} />}
      another={words().thanks.another}
      note={props.outcome.charged > 0 ? words().thanks.receipt[props.outcome.receipt] : undefined}
    />
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
