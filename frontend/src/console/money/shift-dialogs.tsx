/** Opening, counting and adjusting a till. */
import type { ShiftView } from '@palang/protocol'
import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import Calculator from 'lucide-solid/icons/calculator'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { moneyApi } from '../../api/money-endpoints.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { actorName } from '../../words/machine-words.ts'
import { AmountField } from './amount-field.tsx'
import { amountOf, denominationsOf, verdictOf } from './amounts.ts'
import { CountHelper } from './count-helper.tsx'
import { verdictTones } from './difference.tsx'

/** Asks what is in the drawer and opens the till of whoever is signed in. */
export function OpenShift(props: { open: boolean; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const client = useQueryClient()
  const [float, setFloat] = createSignal('')
  const run = async () => {
    await moneyApi.openShift(amountOf(float()) ?? 0)
    setFloat('')
    toast({ tone: 'flow', title: i18n.t('till.opened'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['shifts'] })
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={i18n.t('till.open')}
      text={i18n.t('till.openText')}
      confirm={i18n.t('till.open')}
      ready={amountOf(float()) !== undefined}
      words={problem => (problem.code === 'conflict' ? i18n.t('till.alreadyOpen') : undefined)}
      run={run}
    >
      <AmountField id="shift-float" label={i18n.t('till.float')} value={float()} currency={site.currency()} onInput={setFloat} />
    </Confirm>
  )
}

/** Asks for the count without saying what should be there, closes the till, and goes to what came of it. */
export function CloseShift(props: { shift: ShiftView | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [counted, setCounted] = createSignal('')
  const [note, setNote] = createSignal('')
  const [helping, setHelping] = createSignal(false)
  const id = () => props.shift?.id
  createEffect(on(id, () => (setCounted(''), setNote(''), setHelping(false))))
  const currency = () => props.shift?.currency ?? 'IDR'
  const isOther = () => props.shift !== undefined && props.shift.opened_by !== account.info()?.actor
  const run = async () => {
    const { shift } = props
    const amount = amountOf(counted())
    if (shift === undefined || amount === undefined) return
    const closed = await moneyApi.closeShift(shift.id, amount, note().trim() || undefined)
    toast({ tone: verdictTones[verdictOf(closed.difference ?? 0)], title: i18n.t('till.closed'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['shifts'] })
    navigate(`/till/${closed.id}`)
  }
  return (
    <Confirm
      open={props.shift !== undefined}
      onClose={props.onClose}
      title={i18n.t('till.countTitle')}
      text={isOther() ? i18n.t('till.countOther', { who: actorName(props.shift?.opened_by ?? '') }) : i18n.t('till.countText')}
      confirm={i18n.t('till.close')}
      ready={amountOf(counted()) !== undefined}
      words={problem => closeProblem(i18n.t, problem)}
      run={run}
    >
      <AmountField id="shift-counted" label={i18n.t('till.counted')} value={counted()} currency={currency()} onInput={setCounted} />
      <Show when={denominationsOf(currency()).length > 0}>
        <Show
          when={helping()}
          fallback={
            <button type="button" class="btn btn-sm justify-self-start" onClick={() => setHelping(true)}>
              <Calculator size={15} aria-hidden="true" />
              {i18n.t('till.addUp')}
            </button>
          }
        >
          <CountHelper currency={currency()} onSum={sum => setCounted(String(sum))} />
        </Show>
      </Show>
      <TextField
        id="shift-note"
        label={i18n.t('till.optional', { label: i18n.t('till.note') })}
        value={note()}
        maxlength={500}
        onInput={setNote}
      />
    </Confirm>
  )
}

function closeProblem(t: ReturnType<typeof useI18n>['t'], { code }: ApiProblem): string | undefined {
  if (code === 'conflict') return t('till.closedAlready')
  return code === 'forbidden' ? t('till.notYours') : undefined
}

/** Enters what was found after a shift was closed. */
export function AdjustShift(props: { shift: ShiftView | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const once = createActOnce()
  const [found, setFound] = createSignal<'more' | 'less'>('less')
  const [amount, setAmount] = createSignal('')
  const [reason, setReason] = createSignal('')
  const signed = () => {
    const typed = amountOf(amount())
    return typed === undefined || typed === 0 ? undefined : found() === 'more' ? typed : -typed
  }
  const run = async () => {
    const { shift } = props
    const value = signed()
    if (shift === undefined || value === undefined) return
    const words = [shift.id, value, reason().trim()] as const
    await once(words, key => moneyApi.adjustShift(...words, key))
    setAmount('')
    setReason('')
    toast({ tone: 'flow', title: i18n.t('shift.adjusted'), closeLabel: i18n.t('toast.close') })
    await Promise.all(['shifts', 'payments', 'report'].map(name => client.invalidateQueries({ queryKey: [name] })))
  }
  return (
    <Confirm
      open={props.shift !== undefined}
      onClose={props.onClose}
      title={i18n.t('shift.adjustTitle')}
      text={i18n.t('shift.adjustText')}
      confirm={i18n.t('action.save')}
      ready={signed() !== undefined && reason().trim() !== ''}
      words={problem => (problem.code === 'conflict' ? i18n.t('shift.notClosed') : undefined)}
      run={run}
    >
      <div class="field">
        <span class="field-label">{i18n.t('shift.adjustWhat')}</span>
        <Segments<'more' | 'less'>
          label={i18n.t('shift.adjustWhat')}
          value={found()}
          onChange={setFound}
          options={[
            { value: 'less', label: i18n.t('shift.less') },
            { value: 'more', label: i18n.t('shift.more') },
          ]}
        />
      </div>
      <AmountField
        id="adjust-amount"
        label={i18n.t('money.amount')}
        value={amount()}
        currency={props.shift?.currency ?? 'IDR'}
        onInput={setAmount}
      />
      <TextField id="adjust-reason" label={i18n.t('money.reason')} value={reason()} maxlength={200} onInput={setReason} />
    </Confirm>
  )
}
