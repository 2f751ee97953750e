import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Checks } from '../../ui/checks.tsx'
import { Segments } from '../../ui/segments.tsx'
import { useOutlets } from './use-outlets.ts'

/** All outlets (null), or only those ticked; an empty list is not yet a choice. */
export function OutletsField(props: { value: string[] | null; onChange: (outlets: string[] | null) => void }): JSX.Element {
  const i18n = useI18n()
  const outlets = useOutlets()
  /** Also those the hub no longer lists, so that saving does not take them away unseen. */
  const options = () => {
    const listed = outlets.options()
    const known = new Set(listed.map(option => option.value))
    return [...listed, ...(props.value ?? []).filter(id => !known.has(id)).map(id => ({ value: id, label: id }))]
  }
  return (
    <div class="field">
      <span class="field-label">{i18n.t('outlets.label')}</span>
      <Segments<'all' | 'some'>
        label={i18n.t('outlets.label')}
        value={props.value === null ? 'all' : 'some'}
        onChange={choice => props.onChange(choice === 'all' ? null : (props.value ?? []))}
        options={[
          { value: 'all', label: i18n.t('outlets.all') },
          { value: 'some', label: i18n.t('outlets.some') },
        ]}
      />
      <Show when={props.value}>
        {value => <Checks quiet label={i18n.t('outlets.label')} options={options()} value={value()} onChange={props.onChange} />}
      </Show>
    </div>
  )
}

/** Whether the choice can be sent. */
export function outletsChosen(outlets: readonly string[] | null): boolean {
  return outlets === null || outlets.length > 0
}
