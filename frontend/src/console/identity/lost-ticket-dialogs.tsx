/** Saying whose stay it is, and taking the fine alone where nobody can say. */
import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { identityApi } from '../../api/identity-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { sessionName } from '../../words/stay-words.ts'
import { type Candidate, Framed, type Picture } from './candidates.tsx'
import { useWords } from './words.ts'

/** Marks the stay and goes to its page, where it is paid. */
export function ChooseStay(props: {
  candidate: Candidate | undefined
  exitPhoto: Picture | null
  gateId: string
  onClose: () => void
}): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [reason, setReason] = createSignal('')
  const run = async () => {
    const { candidate } = props
    if (candidate === undefined) return
    const answer = await identityApi.loseTicket(candidate.session.id, props.gateId, reason().trim())
    setReason('')
    const amount = i18n.format().money(answer.amount ?? 0, answer.currency ?? 'IDR')
    toast({ tone: 'attend', title: word('lost.marked', { amount }), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['sessions'] })
    navigate(`/sessions/${candidate.session.id}`)
  }
  return (
    <Confirm
      open={props.candidate !== undefined}
      onClose={props.onClose}
      title={word('lost.chooseTitle', { name: props.candidate === undefined ? '' : sessionName(props.candidate.session) })}
      text={word('lost.chooseText')}
      confirm={word('lost.choose')}
      ready={reason().trim() !== ''}
      run={run}
    >
      <div class="grid grid-cols-2 gap-2.5">
        <Framed picture={props.candidate?.photos[0]} title={word('lost.atEntry')} missing={word('lost.noPhoto')} />
        <Framed picture={props.exitPhoto} title={word('lost.atExit')} missing={word('lost.noExitPhoto')} />
      </div>
      <TextField id="lost-reason" label={word('lost.reason')} value={reason()} maxlength={200} onInput={setReason} />
    </Confirm>
  )
}

/** The fine of the gate's class, in cash. */
export function FineAlone(props: { open: boolean; gateId: string; vehicleClass: string | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  const site = useSite()
  const client = useQueryClient()
  const once = createActOnce()
  const [plate, setPlate] = createSignal('')
  const [reason, setReason] = createSignal('')
  const run = async () => {
    const given = {
      gate_id: props.gateId,
      reason: reason().trim(),
      ...(props.vehicleClass === undefined ? {} : { vehicle_class: props.vehicleClass }),
      ...(plate().trim() === '' ? {} : { license_plate: plate().trim() }),
    }
    const answer = await once([JSON.stringify(given)], key => identityApi.fineUnknown(given, key))
    setPlate('')
    setReason('')
    const amount = i18n.format().money(answer.paid_amount ?? answer.amount ?? 0, answer.currency ?? 'IDR')
    toast({
      tone: answer.reason === undefined ? 'flow' : 'attend',
      title: answer.reason === undefined ? word('lost.fined', { amount }) : i18n.t('money.takeCashShut'),
      closeLabel: i18n.t('toast.close'),
    })
    await Promise.all(['sessions', 'payments', 'report'].map(name => client.invalidateQueries({ queryKey: [name] })))
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={word('lost.unknownTitle')}
      text={word('lost.unknownText', { gate: site.nameOf(props.gateId) })}
      confirm={word('lost.unknownRun')}
      danger
      ready={reason().trim() !== ''}
      run={run}
    >
      <Show when={props.vehicleClass}>{vehicleClass => <p class="text-muted">{vehicleClass()}</p>}</Show>
      <TextField
        id="fine-plate"
        label={word('lost.fullPlate')}
        value={plate()}
        maxlength={16}
        onInput={text => setPlate(text.toUpperCase())}
      />
      <TextField id="fine-reason" label={word('lost.unknownReason')} value={reason()} maxlength={200} onInput={setReason} />
    </Confirm>
  )
}
