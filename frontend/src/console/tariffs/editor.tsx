/** What every part of the editor of a tariff shares: the draft, and what is wrong with it. */
import { createContext, For, type JSX, Show, useContext } from 'solid-js'
import type { SetStoreFunction } from 'solid-js/store'
import { TextField } from '../../ui/text-field.tsx'
import type { Draft, PeriodDraft } from './draft.ts'
import { type Issue, issuesAt, type Judged } from './issues.ts'
import { useTariffWords } from './words.ts'

export interface Editor {
  draft: Draft
  set: SetStoreFunction<Draft>
  judged: () => Judged
}

const EditorContext = createContext<Editor>()

export const EditorProvider = EditorContext.Provider

/** The editor around this part; throws outside of one. */
export function useEditor(): Editor {
  const found = useContext(EditorContext)
  if (found === undefined) throw new Error('useEditor outside of an editor')
  return found
}

/** What is wrong at a place that is no single field; with `within` also at everything it holds. */
export function IssuesAt(props: { path: string; within?: boolean }): JSX.Element {
  const editor = useEditor()
  return <IssueList issues={issuesAt(editor.judged().issues, props.path, props.within === true)} />
}

export function IssueList(props: { issues: readonly Issue[] }): JSX.Element {
  return (
    <For each={props.issues}>
      {issue => <p class={`note text-[13px] first-letter:uppercase ${issue.severity === 'mistake' ? 'stop' : 'attend'}`}>{issue.text}</p>}
    </For>
  )
}

/** A field of the tariff; what is wrong with it stands below it. */
export function Field(props: {
  path: string
  label: string
  value: string
  onInput: (text: string) => void
  hint?: string
  text?: boolean
  maxlength?: number
}): JSX.Element {
  const editor = useEditor()
  const issues = () => issuesAt(editor.judged().issues, props.path)
  const mistake = () => issues().find(({ severity }) => severity === 'mistake')
  return (
    <div class="grid content-start gap-1.5">
      <TextField
        id={`tariff-${props.path}`}
        label={props.label}
        value={props.value}
        maxlength={props.maxlength ?? 16}
        {...(props.text === true ? {} : { inputmode: 'numeric' as const })}
        invalid={mistake() !== undefined}
        hint={mistake()?.text ?? props.hint}
        onInput={props.onInput}
      />
      <IssueList issues={issues().filter(({ severity }) => severity === 'notice')} />
    </div>
  )
}

/** Minutes and price of a period, side by side. */
export function PeriodFields(props: {
  path: string
  title: string
  period: PeriodDraft
  onChange: (change: Partial<PeriodDraft>) => void
}): JSX.Element {
  const w = useTariffWords()
  return (
    <fieldset class="m-0 grid min-w-0 grid-cols-2 gap-2.5 border-0 p-0">
      <legend class="field-label mb-1.5 p-0">{props.title}</legend>
      <Field
        path={`${props.path}.minutes`}
        label={w('minutes')}
        value={props.period.minutes}
        onInput={minutes => props.onChange({ minutes })}
      />
      <Field path={`${props.path}.amount`} label={w('amount')} value={props.period.amount} onInput={amount => props.onChange({ amount })} />
    </fieldset>
  )
}

/** A group of the form with its name above it. */
export function Group(props: { label: string; hint?: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="grid content-start gap-2" role="group" aria-label={props.label}>
      <span class="field-label">{props.label}</span>
      {props.children}
      <Show when={props.hint}>
        <span class="hint">{props.hint}</span>
      </Show>
    </div>
  )
}
