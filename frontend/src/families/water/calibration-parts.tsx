/** What the panel of calibrations and their history say alike. */
import type { CalibrationView } from '@palang/protocol'
import type { JSX } from 'solid-js'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { StateWord } from '../../ui/tone.tsx'
import type { Say } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

/** What was noted, in figures: one text for each known liquid, or the pulses of the flow meter. */
export function calibrationFigures(i18n: I18n, say: Say, { kind, points, pulses_per_litre: pulses }: CalibrationView): string[] {
  if (pulses !== null) return [say('calibration.perLitre', { pulses: i18n.format().number(pulses) })]
  const figure = (value: number) => i18n.format().decimal(value, kind === 'ph' ? 2 : Number.isInteger(value) ? 0 : 1)
  return (points ?? []).map(({ measured, reference }) =>
    say('calibration.points', { measured: figure(measured), reference: figure(reference) }),
  )
}

/** Until when the calibration in force holds, or since when another is due. */
export function CalibrationDue(props: { last: CalibrationView; class: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  return (
    <StateWord
      tone={props.last.overdue ? 'attend' : 'flow'}
      word={say(props.last.overdue ? 'calibration.overdue' : 'calibration.due', { day: i18n.format().day(props.last.due_at) })}
      class={props.class}
    />
  )
}
