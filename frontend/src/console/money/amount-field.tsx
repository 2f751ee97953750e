import type { JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { amountOf } from './amounts.ts'

/** Where an amount is typed; below it stands how it was understood, or that it was not. `bad` says that it does not fit besides. */
export function AmountField(props: {
  id: string
  label: string
  value: string
  currency: string
  onInput: (text: string) => void
  hint?: string
  bad?: boolean
}): JSX.Element {
  const i18n = useI18n()
  const amount = () => amountOf(props.value)
  const isBad = () => props.value.trim() !== '' && (amount() === undefined || props.bad === true)
  const hint = () => {
    const understood = amount()
    if (understood !== undefined && props.bad !== true) return i18n.format().money(understood, props.currency)
    return props.value.trim() !== '' && understood === undefined ? i18n.t('till.badAmount') : props.hint
  }
  return (
    <TextField
      id={props.id}
      label={props.label}
      value={props.value}
      maxlength={16}
      inputmode="numeric"
      invalid={isBad()}
      hint={hint()}
      onInput={props.onInput}
    />
  )
}
