/** Adding a machine without a controller, and changing what is said of one. */
import type { MachineView } from '@palang/protocol'
import { createSignal, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { premisesApi } from '../../api/premises-endpoints.ts'
import { families } from '../../families/registry.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Pick } from '../../ui/pick.tsx'
import { Segments } from '../../ui/segments.tsx'
import { machineChange, type MachineDraft, machineDraft, newMachine } from './drafts.ts'
import { FormDialog, type FormFields } from './form-dialog.tsx'
import { useDone, useOutletList } from './lists.ts'
import { usePremisesWords } from './words.ts'

/** Those that may stand without a controller. */
const addable = ['ozone', 'water'] as const
const modes = ['active', 'maintenance', 'disabled'] as const

function Place(props: { draft: MachineDraft; fields: FormFields; onChange: (change: Partial<MachineDraft>) => void }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const outlets = useOutletList()
  const options = () =>
    (dataOf(outlets) ?? []).filter(outlet => outlet.retired_at === null).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <div class="field">
        <span class="field-label">{say('machine.family')}</span>
        <Segments
          label={say('machine.family')}
          value={props.draft.family}
          onChange={family => props.onChange({ family })}
          options={addable.map(value => ({ value, label: i18n.t(families[value].name) }))}
        />
      </div>
      <div class="field">
        <span class="field-label">{say('machines.outlet')}</span>
        <Pick
          label={say('machines.outlet')}
          placeholder={say('machines.outlet')}
          value={props.draft.outletId}
          options={options()}
          invalid={props.fields.bad('outlet_id') !== undefined}
          onChange={outletId => props.onChange({ outletId })}
        />
        <Show when={props.fields.bad('outlet_id')}>{text => <span class="hint-bad">{text()}</span>}</Show>
      </div>
    </>
  )
}

function Fields(props: {
  draft: MachineDraft
  isNew: boolean
  fields: FormFields
  onChange: (change: Partial<MachineDraft>) => void
}): JSX.Element {
  const say = usePremisesWords()
  const d = () => props.draft
  return (
    <>
      {props.fields.text({
        ...{ name: 'name', label: say('outlet.name'), value: d().name, maxlength: 80, required: true },
        onInput: name => props.onChange({ name }),
      })}
      <Show when={props.isNew}>
        <Place draft={d()} fields={props.fields} onChange={props.onChange} />
      </Show>
      <div class="grid grid-cols-2 items-start gap-4 max-sm:grid-cols-1">
        {props.fields.text({
          name: 'machine_type',
          label: say('machine.type'),
          value: d().type,
          maxlength: 50,
          onInput: type => props.onChange({ type }),
        })}
        {props.fields.text({
          ...{ name: 'installed_date', type: 'date', label: say('machine.installed'), value: d().installed, maxlength: 10 },
          onInput: installed => props.onChange({ installed }),
        })}
      </div>
      <Show
        when={props.isNew}
        fallback={
          <div class="field">
            <span class="field-label">{say('machine.mode')}</span>
            <Segments
              label={say('machine.mode')}
              value={d().mode}
              onChange={mode => props.onChange({ mode })}
              options={modes.map(value => ({ value, label: say(`machine.mode.${value}`) }))}
            />
          </div>
        }
      >
        {props.fields.text({ name: 'id', label: say('outlet.id'), value: d().id, maxlength: 64, onInput: id => props.onChange({ id }) })}
      </Show>
    </>
  )
}

/** Without a machine it adds one, at `outletId` unless another is chosen. */
export function MachineForm(props: { machine: MachineView | undefined; outletId?: string | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const done = useDone()
  const [draft, setDraft] = createSignal(machineDraft(props.machine, props.outletId))
  const change = () => (props.machine === undefined ? undefined : machineChange(draft(), props.machine))
  const isNew = () => props.machine === undefined
  const run = async () => {
    const { machine } = props
    if (machine === undefined) await premisesApi.addMachine(newMachine(draft()))
    else await premisesApi.changeMachine(machine.id, change() ?? {})
    await done(say(machine === undefined ? 'machine.added' : 'machine.changed'), draft().name.trim())
  }
  return (
    <FormDialog
      onClose={props.onClose}
      title={say(isNew() ? 'machines.add' : 'machine.editTitle')}
      text={say(isNew() ? 'machine.addText' : 'machine.editText')}
      confirm={isNew() ? say('machines.add') : i18n.t('action.save')}
      ready={draft().name.trim() !== '' && (isNew() ? draft().outletId !== undefined : change() !== undefined)}
      run={run}
    >
      {fields => <Fields draft={draft()} isNew={isNew()} fields={fields} onChange={part => setDraft(before => ({ ...before, ...part }))} />}
    </FormDialog>
  )
}
