/** What merchants may give. */
import { Index, type JSX } from 'solid-js'
import { Panel } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import type { ValidationDraft } from './draft.ts'
import { Field, IssuesAt, useEditor } from './editor.tsx'
import { AddRow, RowActs } from './row-acts.tsx'
import { useTariffWords } from './words.ts'

function Merchant(props: { one: ValidationDraft; index: number }): JSX.Element {
  const { set } = useEditor()
  const w = useTariffWords()
  const path = () => `validations.${props.one.name}`
  const change = (changed: Partial<ValidationDraft>) => set('validations', props.index, changed)
  return (
    <li class="grid gap-2 border-line-soft py-3 not-first:border-t first:pt-0">
      <div class="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-end gap-2">
        <Field
          text
          maxlength={24}
          path={`merchant-${props.index}`}
          label={w('validationName')}
          value={props.one.name}
          onInput={name => change({ name })}
        />
        <Field path={`${path()}.${props.one.gives}`} label={w('value')} value={props.one.value} onInput={value => change({ value })} />
        <RowActs name={props.one.name} onRemove={() => set('validations', all => all.filter((_, at) => at !== props.index))} />
      </div>
      <Segments
        chips
        label={w('gives')}
        value={props.one.gives}
        options={[
          { value: 'minutes', label: w('givesMinutes') },
          { value: 'percent', label: w('givesPercent') },
          { value: 'amount', label: w('givesAmount') },
        ]}
        onChange={gives => change({ gives })}
      />
      <IssuesAt path={path()} />
    </li>
  )
}

export function ValidationsSection(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  return (
    <Panel title={w('validations')}>
      <p class="hint mb-3">{w('validationsHint')}</p>
      <ul class="m-0 list-none p-0">
        <Index each={draft.validations}>{(one, index) => <Merchant one={one()} index={index} />}</Index>
      </ul>
      <AddRow word={w('addValidation')} onAdd={() => set('validations', all => [...all, { name: '', gives: 'minutes', value: '60' }])} />
    </Panel>
  )
}
