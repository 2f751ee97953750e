/** What narrows the audit trail; kept in the address, so that going back and sharing work. */
import { createMemo, createUniqueId, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { ClearField } from '../../ui/clear-field.tsx'
import { Pick } from '../../ui/pick.tsx'
import { ClearFilters, DayRange } from '../../ui/filter-parts.tsx'
import { actWord } from '../../words/act-word.ts'
import { knownActs } from './acts.ts'
import type { AuditParams } from './audit-query.ts'

/** A line to type into with what was seen so far to choose from; told when the person is done with it. */
function SuggestField(props: {
  label: string
  value: string
  suggestions: readonly string[]
  onChange: (text: string) => void
}): JSX.Element {
  const id = createUniqueId()
  return (
    <div class="input w-[218px] max-md:w-full">
      <input
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        autocomplete="off"
        spellcheck={false}
        maxlength={200}
        list={id}
        value={props.value}
        onChange={event => props.onChange(event.currentTarget.value.trim())}
      />
      <datalist id={id}>
        <For each={props.suggestions}>{text => <option value={text} />}</For>
      </datalist>
      <Show when={props.value !== ''}>
        <ClearField label={props.label} onClear={() => props.onChange('')} />
      </Show>
    </div>
  )
}

export interface AuditFiltersProps {
  params: AuditParams
  /** Who and what was seen so far, to choose from. */
  actors: readonly string[]
  actions: readonly string[]
  subjects: readonly string[]
  /** Hears only what changes; `undefined` removes a key. */
  onChange: (change: AuditParams) => void
}

export function AuditFilters(props: AuditFiltersProps): JSX.Element {
  const i18n = useI18n()
  const set = (key: keyof AuditParams, value: string | undefined) => props.onChange({ [key]: value === '' ? undefined : value })
  const any = () => Object.values(props.params).some(value => value !== undefined && value !== '')
  const acts = createMemo(() =>
    [...new Set([...knownActs, ...props.actions, ...(props.params.action === undefined ? [] : [props.params.action])])]
      .map(value => ({ value, label: actWord(i18n, value) }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  )
  return (
    <div class="no-print flex flex-wrap items-center gap-2.5 max-md:grid max-md:grid-cols-2">
      <div class="max-md:col-span-2">
        <SuggestField
          label={i18n.t('audit.who')}
          value={props.params.actor ?? ''}
          suggestions={props.actors}
          onChange={text => set('actor', text)}
        />
      </div>
      <Pick
        class="w-[218px] max-md:col-span-2 max-md:w-full"
        label={i18n.t('audit.what')}
        value={props.params.action ?? 'any'}
        onChange={value => set('action', value === 'any' ? undefined : value)}
        options={[{ value: 'any', label: i18n.t('audit.anyAct') }, ...acts()]}
      />
      <div class="max-md:col-span-2">
        <SuggestField
          label={i18n.t('audit.subject')}
          value={props.params.subject ?? ''}
          suggestions={props.subjects}
          onChange={text => set('subject', text)}
        />
      </div>
      <DayRange days={props.params} onChange={props.onChange} />
      <Show when={any()}>
        <ClearFilters
          onClear={() => props.onChange({ actor: undefined, action: undefined, subject: undefined, from: undefined, to: undefined })}
        />
      </Show>
    </div>
  )
}
