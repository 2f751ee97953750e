import { useQueryClient } from '@tanstack/solid-query'
import Nfc from 'lucide-solid/icons/nfc'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import { Segments } from '../ui/segments.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'

/** A tap this recent is probably the card in the person's hand. */
const recentMs = 60_000
const cardPattern = /^[\x21-\x7e]{1,64}$/

interface Draft {
  id: string
  kind: 'member' | 'visitor'
  holder: string
  plate: string
  until: string
}

const blank: Draft = { id: '', kind: 'member', holder: '', plate: '', until: '' }

/** The card tapped last at any gate, while it is recent. */
function useLastTap(): () => string | undefined {
  const live = useLive()
  return createMemo(() => {
    const taps = Object.values(live.state.machines).flatMap(machine => (machine.lastCard === undefined ? [] : [machine.lastCard]))
    const newest = taps.toSorted((a, b) => b.atMs - a.atMs)[0]
    return newest !== undefined && live.now() - newest.atMs < recentMs ? newest.cardId : undefined
  })
}

interface FieldsProps {
  draft: Draft
  onChange: (change: Partial<Draft>) => void
}

function NumberField(props: FieldsProps): JSX.Element {
  const i18n = useI18n()
  const lastTap = useLastTap()
  const bad = () => props.draft.id !== '' && !cardPattern.test(props.draft.id)
  return (
    <div class="grid gap-2">
      <TextField
        id="card-id"
        label={i18n.t('cards.number')}
        value={props.draft.id}
        maxlength={64}
        invalid={bad()}
        hint={i18n.t(bad() ? 'cards.badNumber' : 'cards.numberHint')}
        onInput={id => props.onChange({ id: id.trim() })}
      />
      <Show when={lastTap()}>
        {card => (
          <button type="button" class="btn btn-sm justify-self-start" onClick={() => props.onChange({ id: card() })}>
            <Nfc size={16} aria-hidden="true" />
            {i18n.t('cards.lastTap', { card: card() })}
          </button>
        )}
      </Show>
    </div>
  )
}

function Fields(props: FieldsProps): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="grid gap-4">
      <NumberField {...props} />
      <div class="field">
        <span class="field-label">{i18n.t('cards.kind')}</span>
        <Segments<'member' | 'visitor'>
          label={i18n.t('cards.kind')}
          value={props.draft.kind}
          onChange={kind => props.onChange({ kind })}
          options={[
            { value: 'member', label: i18n.t('cards.kind.member') },
            { value: 'visitor', label: i18n.t('cards.kind.visitor') },
          ]}
        />
      </div>
      <TextField
        id="card-holder"
        label={i18n.t('cards.holder')}
        value={props.draft.holder}
        maxlength={120}
        onInput={holder => props.onChange({ holder })}
      />
      <div class="grid grid-cols-2 gap-3">
        <TextField
          id="card-plate"
          label={i18n.t('cards.plate')}
          value={props.draft.plate}
          maxlength={16}
          onInput={plate => props.onChange({ plate: plate.toUpperCase() })}
        />
        <TextField
          id="card-until"
          label={i18n.t('cards.validUntil')}
          type="date"
          value={props.draft.until}
          maxlength={10}
          onInput={until => props.onChange({ until })}
        />
      </div>
    </div>
  )
}

/** The form for a new card. */
export function AddCard(props: { open: boolean; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [draft, setDraft] = createSignal(blank)
  const dayMs = 86_400_000
  const run = async () => {
    const { id, kind, holder, plate, until } = draft()
    await api.addCard({
      id,
      kind,
      ...(holder.trim() === '' ? {} : { holder: holder.trim() }),
      ...(plate.trim() === '' ? {} : { license_plate: plate.trim() }),
      // Valid through the whole last day.
      ...(until === '' ? {} : { valid_until: new Date(i18n.format().dayStart(Date.parse(`${until}T12:00:00Z`)) + dayMs).toISOString() }),
    })
    setDraft(blank)
    toast({ tone: 'flow', title: i18n.t('cards.added'), detail: id, closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['cards'] })
  }
  return (
    <Confirm
      open={props.open}
      onClose={() => props.onClose()}
      title={i18n.t('cards.add')}
      confirm={i18n.t('action.save')}
      ready={cardPattern.test(draft().id)}
      run={run}
    >
      <Fields draft={draft()} onChange={change => setDraft(before => ({ ...before, ...change }))} />
    </Confirm>
  )
}
