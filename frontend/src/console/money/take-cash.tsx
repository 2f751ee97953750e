import type { SessionDetail } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import HandCoins from 'lucide-solid/icons/hand-coins'
import { createSignal, type JSX, Show } from 'solid-js'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useOwnShift } from './own-shift.ts'

/** How the stay is found again: by what the person at the gate showed, or by itself when that was nothing. */
function shownBy({ id, state, card_id: card, ticket, license_plate: plate }: SessionDetail) {
  if (state === 'lost_ticket') return { session_id: id }
  if (card !== null) return { card_id: card }
  if (ticket !== null) return { ticket }
  return plate === null ? undefined : { license_plate: plate }
}

/** For a stay that stands at an exit and owes: takes what it owes in cash and lets it out. Nothing for others. */
export function TakeCash(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const client = useQueryClient()
  const own = useOwnShift()
  const [asking, setAsking] = createSignal(false)
  const s = () => props.session
  const due = () =>
    (s().state === 'paying' || (s().state === 'lost_ticket' && s().open)) && s().amount !== null
      ? Math.max(0, (s().amount ?? 0) - s().paid_amount)
      : 0
  const gate = () => s().exit_machine_id
  const money = (amount: number) => i18n.format().money(amount, s().currency)
  const run = async () => {
    const shown = shownBy(s())
    const gateId = gate()
    if (shown === undefined || gateId === null) return
    const answer = await moneyApi.takeCash(shown, gateId)
    const isShut = answer.reason !== undefined
    toast({
      tone: isShut ? 'attend' : 'flow',
      title: isShut ? i18n.t('money.takeCashShut') : i18n.t('money.takeCashDone', { amount: money(answer.paid_amount ?? 0) }),
      closeLabel: i18n.t('toast.close'),
    })
    await Promise.all(['payments', 'sessions', 'report'].map(key => client.invalidateQueries({ queryKey: [key] })))
  }
  return (
    <>
      <Show when={due() > 0 && gate() !== null && shownBy(s()) !== undefined}>
        <button type="button" class="btn btn-primary" onClick={() => setAsking(true)}>
          <HandCoins size={17} aria-hidden="true" />
          {i18n.t('money.takeCash')}
        </button>
      </Show>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={i18n.t('money.takeCashTitle', { amount: money(due()) })}
        text={i18n.t('money.takeCashText', { gate: site.nameOf(gate()) })}
        confirm={i18n.t('money.takeCash')}
        run={run}
      >
        <Show when={own.shift() === null}>
          <p class="note attend">{i18n.t('money.takeCashNoShift')}</p>
        </Show>
      </Confirm>
    </>
  )
}
