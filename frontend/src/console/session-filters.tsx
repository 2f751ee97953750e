/** What narrows the list of sessions; kept in the address, so that going back and sharing work. */
import { sessionState } from '@palang/protocol'
import { createSignal, type JSX, onCleanup, Show } from 'solid-js'
import { stayWord } from '../words/stay-words.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { ClearField } from '../ui/clear-field.tsx'
import { Pick } from '../ui/pick.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Segments } from '../ui/segments.tsx'
import { ClearFilters, DayRange } from '../ui/filter-parts.tsx'
import type { SessionParams } from './session-query.ts'
import { useSite } from '../site/site.tsx'
import { families } from '../families/registry.ts'

/** A person types; the hub is asked when they pause. */
const pauseMs = 250

function PatientSearch(props: { value: string; onChange: (text: string) => void }): JSX.Element {
  const i18n = useI18n()
  const [text, setText] = createSignal(props.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const type = (next: string) => {
    setText(next)
    clearTimeout(timer)
    timer = setTimeout(() => props.onChange(next), pauseMs)
  }
  return (
    <SearchField class="w-full" label={i18n.t('sessions.search')} maxLength={64} text={text()} onText={type}>
      <Show when={text() !== ''}>
        <ClearField label={i18n.t('sessions.search')} onClear={() => type('')} />
      </Show>
    </SearchField>
  )
}

/** Those inside, those that ended, or all; stands beside the page's name. */
export function SessionScope(props: { params: SessionParams; onChange: (change: SessionParams) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <Segments<'any' | 'yes' | 'no'>
      chips
      label={i18n.t('sessions.state')}
      value={props.params.open === 'yes' ? 'yes' : props.params.open === 'no' ? 'no' : 'any'}
      onChange={value => props.onChange({ open: value === 'any' ? undefined : value })}
      options={[
        { value: 'any', label: i18n.t('sessions.any') },
        { value: 'yes', label: i18n.t('sessions.open') },
        { value: 'no', label: i18n.t('sessions.closed') },
      ]}
    />
  )
}

/** `onChange` hears only what changes; `undefined` removes a key. */
export function SessionFilters(props: { params: SessionParams; onChange: (change: SessionParams) => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  // What has sessions: a gate, a pay station, a water machine that sells.
  const machines = () =>
    (site.machines() ?? []).filter(({ view }) => families[view.family].session !== undefined && view.posts_only !== true)
  const set = (key: keyof SessionParams, value: string | undefined) => props.onChange({ [key]: value === '' ? undefined : value })
  const any = () => Object.values(props.params).some(value => value !== undefined && value !== 'any')
  return (
    <div class="no-print flex flex-wrap items-center gap-2.5 max-md:grid max-md:grid-cols-2">
      <div class="min-w-[210px] max-w-[320px] flex-1 max-md:col-span-2 max-md:max-w-none">
        <PatientSearch value={props.params.q ?? ''} onChange={text => set('q', text)} />
      </div>
      <Pick
        class="w-[164px] max-md:w-full"
        label={i18n.t('sessions.state')}
        value={props.params.state ?? 'any'}
        onChange={value => set('state', value === 'any' ? undefined : value)}
        options={[
          { value: 'any', label: i18n.t('sessions.anyState') },
          ...sessionState.options.map(state => ({ value: state, label: stayWord(i18n, state) })),
        ]}
      />
      <Pick
        class="w-[158px] max-md:w-full"
        label={i18n.t('sessions.machine')}
        value={props.params.machine ?? 'any'}
        onChange={value => set('machine', value === 'any' ? undefined : value)}
        options={[{ value: 'any', label: i18n.t('sessions.anyMachine') }, ...machines().map(row => ({ value: row.id, label: row.name }))]}
      />
      <DayRange days={props.params} onChange={props.onChange} />
      <Show when={any()}>
        <ClearFilters
          onClear={() =>
            props.onChange({ open: undefined, state: undefined, machine: undefined, q: undefined, from: undefined, to: undefined })
          }
        />
      </Show>
    </div>
  )
}
