/** One of the lists a meal programme is made of: its entries, a form to add or change one, and retiring. */
import { useQuery } from '@tanstack/solid-query'
import Plus from 'lucide-solid/icons/plus'
import SquarePen from 'lucide-solid/icons/square-pen'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { LongField } from './long-field.tsx'
import { useDone } from './meal-site.tsx'
import { type Draft, slugOf } from './setup-drafts.ts'
import type { Entry, Field, RegisterForm } from './setup-registers.ts'
import { useMealWords } from './words/meal-words.ts'

const longest = 300

function FormField(props: { field: Field; draft: Draft; onInput: (text: string) => void }): JSX.Element {
  const say = useMealWords()
  const value = () => props.draft[props.field.name] ?? ''
  const hint = () => (props.field.hint === undefined ? undefined : say(props.field.hint))
  const id = () => `meal-${props.field.name}`
  return (
    <Show
      when={props.field.choices}
      fallback={
        <Show
          when={props.field.long}
          fallback={
            <TextField
              id={id()}
              label={say(props.field.word)}
              value={value()}
              onInput={text => props.onInput(text)}
              maxlength={longest}
              required={props.field.required === true}
              hint={hint()}
            />
          }
        >
          <LongField id={id()} label={say(props.field.word)} value={value()} onInput={text => props.onInput(text)} hint={hint()} />
        </Show>
      }
    >
      {choices => (
        <Segments
          label={say(props.field.word)}
          value={value()}
          options={choices().map(choice => ({ value: choice.value, label: say(choice.word) }))}
          onChange={chosen => props.onInput(chosen)}
        />
      )}
    </Show>
  )
}

interface Asked {
  form: RegisterForm
  programmeId: string
}

function EntryDialog(props: Asked & { entry: Entry | undefined; taken: readonly string[]; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const done = useDone()
  const first = () => Object.fromEntries(props.form.fields.map(field => [field.name, field.choices?.[0]?.value ?? '']))
  const [draft, setDraft] = createSignal<Draft>(props.entry?.draft ?? first())
  const id = () => props.entry?.id ?? slugOf(draft()['name'] ?? '', props.taken)
  const save = () => props.form.save(props.programmeId, id(), draft())
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say(props.entry === undefined ? `setup.add.${props.form.register}` : 'setup.change')}
      confirm={i18n.t('action.save')}
      ready={save() !== undefined}
      run={async () => {
        await save()?.()
        await done(say('setup.saved'), draft()['name'])
      }}
    >
      <For each={props.form.fields}>
        {field => <FormField field={field} draft={draft()} onInput={text => setDraft(before => ({ ...before, [field.name]: text }))} />}
      </For>
    </Confirm>
  )
}

function Retire(props: Asked & { entry: Entry; onClose: () => void }): JSX.Element {
  const say = useMealWords()
  const done = useDone()
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('setup.retireTitle', { name: props.entry.name })}
      text={say('setup.retireText')}
      confirm={say('setup.retire')}
      danger
      run={async () => {
        await mealApi.retire(props.form.register, props.entry.id)
        await done(say('setup.retired'), props.entry.name)
      }}
    />
  )
}

function Line(props: { entry: Entry; onChange: () => void; onRetire: () => void }): JSX.Element {
  const say = useMealWords()
  const account = useAccount()
  return (
    <li class="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line-soft px-[18px] py-2.5">
      <span class="grid min-w-0 flex-1 basis-[220px]">
        <b class="font-[560] [overflow-wrap:anywhere]">{props.entry.name}</b>
        <span class="text-[12.5px] text-muted [overflow-wrap:anywhere]">{props.entry.below}</span>
      </span>
      <Show when={account.mayConfigure()}>
        <span class="flex gap-2">
          <button
            type="button"
            class="btn btn-sm"
            aria-label={`${say('setup.change')}: ${props.entry.name}`}
            onClick={() => props.onChange()}
          >
            {say('setup.change')}
          </button>
          <button
            type="button"
            class="btn btn-sm"
            aria-label={`${say('setup.retire')}: ${props.entry.name}`}
            onClick={() => props.onRetire()}
          >
            {say('setup.retire')}
          </button>
        </span>
      </Show>
    </li>
  )
}

/** `programmeId` is empty while there is no programme: only the list of programmes can be shown then. */
export function RegisterPanel(props: Asked): JSX.Element {
  const say = useMealWords()
  const account = useAccount()
  const entries = useQuery(() => ({
    queryKey: ['meals', 'entries', props.form.register, props.programmeId],
    queryFn: () => props.form.entries(props.programmeId),
  }))
  const [changing, setChanging] = createSignal<{ entry: Entry | undefined }>()
  const [retiring, setRetiring] = createSignal<Entry>()
  return (
    <Panel
      flush
      title={say(`setup.part.${props.form.register}`)}
      actions={
        <Show when={account.mayConfigure()}>
          <button type="button" class="btn btn-primary btn-sm" onClick={() => setChanging({ entry: undefined })}>
            <Plus size={16} aria-hidden="true" />
            {say(`setup.add.${props.form.register}`)}
          </button>
        </Show>
      }
    >
      <Loaded query={entries} skeleton={<SkeletonRows rows={6} />} compact>
        {found => (
          <Show
            when={found().length > 0}
            fallback={<Empty icon={SquarePen} title={say('setup.none')} hint={say(`setup.hint.${props.form.register}`)} compact />}
          >
            <ul class="m-0 list-none p-0">
              <For each={found()}>
                {entry => <Line entry={entry} onChange={() => setChanging({ entry })} onRetire={() => setRetiring(entry)} />}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
      <Show when={changing()} keyed>
        {asked => (
          <EntryDialog
            {...props}
            entry={asked.entry}
            taken={dataOf(entries)?.map(({ id }) => id) ?? []}
            onClose={() => setChanging(undefined)}
          />
        )}
      </Show>
      <Show when={retiring()}>{entry => <Retire {...props} entry={entry()} onClose={() => setRetiring(undefined)} />}</Show>
    </Panel>
  )
}
