/** What the filters over long lists have in common. */
import X from 'lucide-solid/icons/x'
import type { JSX } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'
import { DayField } from './day-field.tsx'

interface Days {
  from?: string | undefined
  to?: string | undefined
}

/** The first and the last day; `onChange` hears only the one that changes. */
export function DayRange(props: { days: Days; onChange: (change: Days) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="flex gap-2.5 max-md:contents">
      <DayField label={i18n.t('filter.from')} value={props.days.from} onChange={from => props.onChange({ from })} />
      <DayField label={i18n.t('filter.to')} value={props.days.to} onChange={to => props.onChange({ to })} />
    </div>
  )
}

/** Takes every filter away. */
export function ClearFilters(props: { onClear: () => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <button type="button" class="btn btn-quiet" onClick={() => props.onClear()}>
      <X size={16} aria-hidden="true" />
      {i18n.t('filter.clear')}
    </button>
  )
}
