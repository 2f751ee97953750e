/** Adding a person, and changing what one may do where. */
import type { UserRole, UserView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { OutletsField, outletsChosen } from './outlets-field.tsx'

const roles = ['viewer', 'operator', 'admin'] as const satisfies readonly UserRole[]
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

interface Draft {
  email: string
  name: string
  role: UserRole
  outlets: string[] | null
}

const blank: Draft = { email: '', name: '', role: 'operator', outlets: null }

function RoleField(props: { value: UserRole; onChange: (role: UserRole) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="field">
      <span class="field-label">{i18n.t('people.role')}</span>
      <Segments<UserRole>
        label={i18n.t('people.role')}
        value={props.value}
        onChange={props.onChange}
        options={roles.map(role => ({ value: role, label: i18n.t(`role.${role}`) }))}
      />
      <For each={roles.filter(role => role === props.value)}>{role => <p class="hint">{i18n.t(`role.${role}.hint`)}</p>}</For>
    </div>
  )
}

function Fields(props: { draft: Draft; isNew: boolean; own: boolean; onChange: (change: Partial<Draft>) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="grid gap-4">
      <TextField
        id="person-name"
        label={i18n.t('people.name')}
        maxlength={80}
        required
        value={props.draft.name}
        onInput={name => props.onChange({ name })}
      />
      <Show when={props.isNew}>
        <TextField
          id="person-email"
          type="email"
          inputmode="email"
          label={i18n.t('auth.email')}
          hint={i18n.t('people.emailHint')}
          maxlength={200}
          required
          value={props.draft.email}
          onInput={email => props.onChange({ email })}
        />
      </Show>
      <Show when={!props.own} fallback={<p class="hint">{i18n.t('people.ownHint')}</p>}>
        <RoleField value={props.draft.role} onChange={role => props.onChange({ role })} />
        <OutletsField value={props.draft.outlets} onChange={outlets => props.onChange({ outlets })} />
      </Show>
    </div>
  )
}

/** The form for a new person; `onMade` gets them with the password they were given. */
export function AddPerson(props: {
  open: boolean
  onClose: () => void
  onMade: (made: { user: UserView; password: string | null }) => void
}): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [draft, setDraft] = createSignal(blank)
  const email = () => draft().email.trim()
  const run = async () => {
    const { name, role, outlets } = draft()
    const made = await accessApi.addPerson({ email: email(), name: name.trim(), role, outlets })
    setDraft(blank)
    props.onMade(made)
    void client.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <Confirm
      open={props.open}
      onClose={() => props.onClose()}
      title={i18n.t('people.add')}
      text={i18n.t('people.addText')}
      confirm={i18n.t('people.addConfirm')}
      words={problem => (problem.code === 'already_exists' ? i18n.t('people.exists') : undefined)}
      ready={draft().name.trim() !== '' && emailPattern.test(email()) && outletsChosen(draft().outlets)}
      run={run}
    >
      <Fields isNew own={false} draft={draft()} onChange={change => setDraft(before => ({ ...before, ...change }))} />
    </Confirm>
  )
}

/** Changes name, role and outlets; the own role stays, so that nobody locks themselves out by accident. */
export function EditPerson(props: { person: UserView | undefined; own: boolean; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [draft, setDraft] = createSignal(blank)
  createEffect(
    on(
      () => props.person,
      person => {
        if (person !== undefined) setDraft({ email: person.email, name: person.name, role: person.role, outlets: person.outlets })
      },
    ),
  )
  const run = async () => {
    if (props.person === undefined) return
    const { role, outlets } = draft()
    const name = draft().name.trim()
    await accessApi.changePerson(props.person.id, props.own ? { name } : { name, role, outlets })
    toast({ tone: 'flow', title: i18n.t('people.changed'), detail: name, closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <Confirm
      open={props.person !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t('people.editTitle')}
      text={props.person?.email ?? ''}
      confirm={i18n.t('action.save')}
      words={problem => (problem.code === 'conflict' ? i18n.t('people.lastAdmin') : undefined)}
      ready={draft().name.trim() !== '' && outletsChosen(draft().outlets)}
      run={run}
    >
      <Fields isNew={false} own={props.own} draft={draft()} onChange={change => setDraft(before => ({ ...before, ...change }))} />
    </Confirm>
  )
}
