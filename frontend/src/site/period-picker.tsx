import { type JSX, Show } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'
import { Segments } from '../ui/segments.tsx'
import { DayRange } from '../ui/filter-parts.tsx'
import { choiceOf, periodChoices, type PeriodParams } from './period.ts'

/** Chooses the days; `onChange` hears only what changes. `bad` says that the chosen days are no period. */
export function PeriodPicker(props: { params: PeriodParams; onChange: (change: PeriodParams) => void; bad: boolean }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="no-print flex flex-wrap items-center gap-x-4 gap-y-2.5">
      <Segments
        chips
        label={i18n.t('reports.period')}
        value={choiceOf(props.params)}
        options={periodChoices.map(value => ({ value, label: i18n.t(`reports.${value}`) }))}
        onChange={period => props.onChange({ period })}
      />
      <Show when={choiceOf(props.params) === 'custom'}>
        <div class="flex flex-wrap items-center gap-2.5 max-md:grid max-md:w-full max-md:grid-cols-2">
          <DayRange days={props.params} onChange={props.onChange} />
          <Show when={props.bad}>
            <p class="note stop max-md:col-span-2" role="alert">
              {i18n.t('reports.badPeriod')}
            </p>
          </Show>
        </div>
      </Show>
    </div>
  )
}
