/** What holds for all classes: free minutes, members, the way out after payment, rounding. */
import { Index, type JSX, Show } from 'solid-js'
import { Panel } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Field, Group, IssuesAt, useEditor } from './editor.tsx'
import { AddRow, RowActs } from './row-acts.tsx'
import { useTariffWords } from './words.ts'

function Members(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  return (
    <Group label={w('members')}>
      <Segments
        chips
        label={w('members')}
        value={draft.members}
        options={[
          { value: 'free', label: w('membersFree') },
          { value: 'pay', label: w('membersPay') },
          { value: 'percent', label: w('membersPercent') },
          { value: 'class', label: w('membersClass') },
        ]}
        onChange={members => set('members', members)}
      />
      <Show when={draft.members === 'percent'}>
        <Field path="members.percent" label={w('percent')} value={draft.memberPercent} onInput={percent => set('memberPercent', percent)} />
        <IssuesAt path="members" />
      </Show>
      <Show when={draft.members === 'class'}>
        <Field
          text
          maxlength={64}
          path="members.class"
          label={w('ofClass')}
          value={draft.memberClass}
          onInput={one => set('memberClass', one)}
        />
      </Show>
    </Group>
  )
}

function PayPoints(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  return (
    <Group label={w('payPoints')}>
      <Index each={draft.payPoints}>
        {(point, index) => (
          <div class="grid grid-cols-[minmax(0,1fr)_88px_auto] items-end gap-2">
            <Field
              text
              maxlength={64}
              path={`pay-point-${index}`}
              label={w('machine')}
              value={point().machine}
              onInput={machine => set('payPoints', index, { machine })}
            />
            <Field
              path={`exit_grace.pay_points.${point().machine}`}
              label={w('minutes')}
              value={point().minutes}
              onInput={minutes => set('payPoints', index, { minutes })}
            />
            <RowActs name={point().machine} onRemove={() => set('payPoints', points => points.filter((_, at) => at !== index))} />
          </div>
        )}
      </Index>
      <AddRow word={w('addPayPoint')} onAdd={() => set('payPoints', points => [...points, { machine: '', minutes: '' }])} />
    </Group>
  )
}

function RoundingFields(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  return (
    <Group label={w('rounding')}>
      <Segments
        chips
        label={w('rounding')}
        value={draft.rounding}
        options={[
          { value: 'none', label: w('roundingNone') },
          { value: 'up', label: w('roundingUp') },
          { value: 'down', label: w('roundingDown') },
          { value: 'nearest', label: w('roundingNearest') },
        ]}
        onChange={rounding => set('rounding', rounding)}
      />
      <Show when={draft.rounding !== 'none'}>
        <Field path="rounding.to" label={w('roundingTo')} value={draft.roundingTo} onInput={to => set('roundingTo', to)} />
      </Show>
    </Group>
  )
}

export function GeneralSection(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  return (
    <Panel title={w('general')}>
      <div class="grid gap-5 sm:grid-cols-2">
        <Field path="free_minutes" label={w('free')} hint={w('freeHint')} value={draft.free} onInput={free => set('free', free)} />
        <Field
          path="exit_grace.minutes"
          label={w('grace')}
          hint={w('graceHint')}
          value={draft.grace}
          onInput={grace => set('grace', grace)}
        />
        <Members />
        <RoundingFields />
        <PayPoints />
      </div>
    </Panel>
  )
}
