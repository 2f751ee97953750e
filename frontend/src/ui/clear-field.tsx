import X from 'lucide-solid/icons/x'
import type { JSX } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'

/** The cross at the end of a field that empties it; `label` is the field's. */
export function ClearField(props: { label: string; onClear: () => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <button
      type="button"
      class="btn btn-quiet btn-icon btn-sm -mr-2"
      aria-label={`${i18n.t('action.clear')}: ${props.label}`}
      onClick={() => props.onClear()}
    >
      <X size={15} aria-hidden="true" />
    </button>
  )
}
