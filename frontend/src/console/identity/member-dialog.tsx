/** The form of a membership, new or changed. */
import type { MemberView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import { identityApi } from '../../api/identity-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from './words.ts'

/** What is asked: a new one, or a change of this one. */
export type MemberAsked = 'new' | MemberView

interface Draft {
  name: string
  plates: string
  cards: string
  inside: string
  from: string
  until: string
  status: MemberView['status']
}

const blank: Draft = { name: '', plates: '', cards: '', inside: '1', from: '', until: '', status: 'active' }
const dayMs = 86_400_000

const linesOf = (text: string) =>
  text
    .split(/[\n,]/)
    .map(line => line.trim())
    .filter(line => line !== '')

function insideOf(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100 ? Number(text) : undefined
}

/** Days as the outlet counts them; the last day belongs to the membership whole. */
function useDays() {
  const i18n = useI18n()
  const startOf = (day: string) => i18n.format().dayStart(Date.parse(`${day}T12:00:00Z`))
  const dayOf = (ms: number) => new Date(i18n.format().dayStart(ms) + dayMs / 2).toISOString().slice(0, 10)
  return {
    from: (day: string) => (day === '' ? null : new Date(startOf(day)).toISOString()),
    until: (day: string) => (day === '' ? null : new Date(startOf(day) + dayMs - 1).toISOString()),
    shown: (iso: string | null) => (iso === null ? '' : dayOf(Date.parse(iso))),
  }
}

function Lines(props: { id: string; label: string; hint: string; value: string; onInput: (text: string) => void }): JSX.Element {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <textarea
        id={props.id}
        class="input"
        rows={3}
        maxlength={2000}
        aria-describedby={`${props.id}-hint`}
        value={props.value}
        onInput={event => props.onInput(event.currentTarget.value)}
      />
      <span id={`${props.id}-hint`} class="hint">
        {props.hint}
      </span>
    </div>
  )
}

function Validity(props: { draft: Draft; onChange: (change: Partial<Draft>) => void }): JSX.Element {
  const word = useWords()
  const day = (id: string, field: 'from' | 'until') => (
    <TextField
      id={id}
      label={word(`members.${field}`)}
      type="date"
      value={props.draft[field]}
      maxlength={10}
      onInput={text => props.onChange({ [field]: text })}
    />
  )
  return (
    <div class="grid grid-cols-2 gap-3">
      {day('member-from', 'from')}
      {day('member-until', 'until')}
    </div>
  )
}

function Fields(props: { draft: Draft; onChange: (change: Partial<Draft>) => void }): JSX.Element {
  const word = useWords()
  const isBad = () => insideOf(props.draft.inside) === undefined
  return (
    <div class="grid gap-4">
      <TextField
        id="member-name"
        label={word('members.name')}
        value={props.draft.name}
        maxlength={120}
        onInput={name => props.onChange({ name })}
      />
      <Lines
        id="member-plates"
        label={word('members.plates')}
        hint={word('members.platesHint')}
        value={props.draft.plates}
        onInput={plates => props.onChange({ plates: plates.toUpperCase() })}
      />
      <Lines
        id="member-cards"
        label={word('members.cards')}
        hint={word('members.cardsHint')}
        value={props.draft.cards}
        onInput={cards => props.onChange({ cards })}
      />
      <TextField
        id="member-inside"
        label={word('members.inside')}
        value={props.draft.inside}
        maxlength={3}
        inputmode="numeric"
        invalid={isBad()}
        hint={isBad() ? word('members.insideBad') : undefined}
        onInput={inside => props.onChange({ inside: inside.trim() })}
      />
      <Validity {...props} />
      <div class="field">
        <span class="field-label">{word('members.status')}</span>
        <Segments<Draft['status']>
          label={word('members.status')}
          value={props.draft.status}
          onChange={status => props.onChange({ status })}
          options={(['active', 'suspended'] as const).map(value => ({ value, label: word(`members.${value}`) }))}
        />
      </div>
    </div>
  )
}

/** Asks for everything a membership is, and stores it. */
export function MemberDialog(props: { asked: MemberAsked | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  const days = useDays()
  const client = useQueryClient()
  const [draft, setDraft] = createSignal(blank)
  const isNew = () => props.asked === 'new'
  const isBackwards = () => draft().from !== '' && draft().until !== '' && draft().from > draft().until
  createEffect(
    on(
      () => props.asked,
      asked => {
        if (asked === undefined || asked === 'new') return setDraft(blank)
        const { name, plates, cards, max_inside: inside, valid_from: from, valid_until: until, status } = asked
        const dates = { from: days.shown(from), until: days.shown(until) }
        return setDraft({ name, plates: plates.join('\n'), cards: cards.join('\n'), inside: String(inside), ...dates, status })
      },
    ),
  )
  const run = async () => {
    const { name, plates, cards, inside, from, until, status } = draft()
    const lists = { plates: linesOf(plates), cards: linesOf(cards) }
    const validity = { valid_from: days.from(from), valid_until: days.until(until) }
    const written = { name: name.trim(), status, max_inside: insideOf(inside) ?? 1, ...lists, ...validity }
    if (props.asked === 'new') await identityApi.addMember(written)
    else if (props.asked !== undefined) await identityApi.changeMember(props.asked.id, written)
    toast({ tone: 'flow', title: word('members.saved'), detail: written.name, closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['members'] })
  }
  return (
    <Confirm
      open={props.asked !== undefined}
      onClose={props.onClose}
      title={word(isNew() ? 'members.add' : 'members.edit')}
      confirm={i18n.t('action.save')}
      ready={draft().name.trim() !== '' && insideOf(draft().inside) !== undefined && !isBackwards()}
      words={({ code }) =>
        code === 'already_exists' ? word('members.taken') : code === 'invalid_request' ? word('members.invalid') : undefined
      }
      run={run}
    >
      <Fields draft={draft()} onChange={change => setDraft(before => ({ ...before, ...change }))} />
      <Show when={isBackwards()}>
        <p class="note attend">{word('members.backwards')}</p>
      </Show>
    </Confirm>
  )
}
