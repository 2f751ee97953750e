import { type SessionDetail } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import Ticket from 'lucide-solid/icons/ticket'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { dataOf } from '../../api/data-of.ts'
import { tariffApi } from '../../api/tariff-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Pick } from '../../ui/pick.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { grantable } from './grantable.ts'

/** Gives an open stay what a merchant grants. Nothing for a stay whose tariff names no merchant, or that has them all. */
export function GiveValidation(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const once = createActOnce()
  const [asking, setAsking] = createSignal(false)
  const [chosen, setChosen] = createSignal<string>()
  const [note, setNote] = createSignal('')
  const s = () => props.session
  const tariff = useQuery(() => {
    const { id = '', version = 0 } = s().tariff ?? {}
    return {
      queryKey: ['tariffs', id, version],
      queryFn: () => tariffApi.tariff(id, version),
      enabled: s().tariff !== null,
      staleTime: Infinity,
    }
  })
  const options = createMemo(() => grantable(dataOf(tariff)?.definition, s().validations))
  const wanted = () => options().find(name => name === chosen()) ?? options()[0]
  const run = async () => {
    const name = wanted()
    if (name === undefined) return
    const words = [s().id, name, note().trim()] as const
    await once(words, key => tariffApi.giveValidation(...words, key))
    toast({ tone: 'flow', title: i18n.t('session.validated', { name }), closeLabel: i18n.t('toast.close') })
    setNote('')
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  return (
    <>
      <Show when={options().length > 0}>
        <button type="button" class="btn" onClick={() => setAsking(true)}>
          <Ticket size={17} aria-hidden="true" />
          {i18n.t('session.validate')}
        </button>
      </Show>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={i18n.t('session.validate')}
        text={i18n.t('session.validateText')}
        confirm={i18n.t('session.validateDo')}
        ready={wanted() !== undefined}
        run={run}
      >
        <div class="field">
          <span class="field-label">{i18n.t('session.merchant')}</span>
          <Pick
            label={i18n.t('session.merchant')}
            value={wanted()}
            options={options().map(value => ({ value, label: value }))}
            onChange={setChosen}
          />
        </div>
        <TextField id="validation-note" label={i18n.t('session.validateNote')} value={note()} maxlength={200} onInput={setNote} />
      </Confirm>
    </>
  )
}
