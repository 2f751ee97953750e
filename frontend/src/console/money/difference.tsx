import { type JSX } from 'solid-js'
import type { TextKey } from '../../i18n/i18n.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { StateWord, type Tone } from '../../ui/tone.tsx'
import { type Verdict, verdictOf } from './amounts.ts'

/** What a verdict looks like: missing money is worse than too much of it. */
export const verdictTones: Record<Verdict, Tone> = { exact: 'flow', short: 'stop', over: 'attend' }
const words: Record<Verdict, TextKey> = { exact: 'till.exact', short: 'till.short', over: 'till.over' }

/** A counted drawer in a word: exact, short or over by how much. */
export function Difference(props: { amount: number; currency: string }): JSX.Element {
  const i18n = useI18n()
  const verdict = () => verdictOf(props.amount)
  const word = () => i18n.t(words[verdict()], { amount: i18n.format().money(Math.abs(props.amount), props.currency) })
  return <StateWord tone={verdictTones[verdict()]} word={word()} />
}
