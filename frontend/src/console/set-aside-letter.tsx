/** One record that was set aside, and what may be done about it. */
import type { DeadLetterView } from '@palang/protocol'
import { createSignal, type JSX, Show } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { ApiProblem, problemText } from '../api/problem.ts'
import { actorName } from '../words/machine-words.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import { useAccount } from '../site/account.tsx'
import { useSite } from '../site/site.tsx'

const reasonLength = 200

/** What is wrong with it, in a person's words. */
export function useWhat(): (letter: DeadLetterView) => string {
  const i18n = useI18n()
  return letter => i18n.tMaybe(`setAside.what.${letter.code}`, letter.message)
}

/** Who decided about it, and why. */
export function Handled(props: { letter: DeadLetterView }): JSX.Element {
  const i18n = useI18n()
  const text = () =>
    i18n.t('setAside.by', {
      what: i18n.t(`setAside.${props.letter.state}`),
      who: actorName(props.letter.handled_by ?? ''),
      time: props.letter.handled_at === null ? '' : i18n.format().moment(props.letter.handled_at),
    })
  return (
    <Show when={props.letter.state !== 'open'}>
      <p class="text-[13px] text-muted">
        {text()}
        <Show when={props.letter.reason}>{reason => <span class="text-text"> — {reason()}</span>}</Show>
      </p>
    </Show>
  )
}

function LetterFacts(props: { letter: DeadLetterView }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const what = useWhat()
  return (
    <>
      <dl class="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5 text-[14px]">
        <dt class="text-muted">{i18n.t('setAside.machine')}</dt>
        <dd>
          {site.nameOf(props.letter.machine_id)} · {i18n.t('setAside.number', { seq: props.letter.seq })}
        </dd>
        <dt class="text-muted">{i18n.t('setAside.came')}</dt>
        <dd>{i18n.format().moment(props.letter.received_at)}</dd>
        <dt class="text-muted">{i18n.t('setAside.why')}</dt>
        <dd>
          {what(props.letter)}
          <span class="block font-mono text-[12.5px] text-muted">{props.letter.message}</span>
        </dd>
      </dl>
      <div class="grid gap-1.5">
        <span class="text-[13px] text-muted" id="as-sent">
          {i18n.t('setAside.sent')}
        </span>
        <pre
          class="m-0 max-h-[38dvh] overflow-auto rounded-lg border border-line-soft bg-panel-2 p-3 font-mono text-[12.5px]"
          tabindex="0"
          aria-labelledby="as-sent"
        >
          {JSON.stringify(props.letter.item, undefined, 2)}
        </pre>
      </div>
    </>
  )
}

/** The record as it was sent, with its acts for whoever may. */
export function LetterDetail(props: { letter: DeadLetterView; onDiscard: () => void; onDone: () => void }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [refusal, setRefusal] = createSignal<string>()
  const [busy, setBusy] = createSignal(false)
  const retry = async () => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await api.retryDeadLetter(props.letter.id)
      toast({ tone: 'flow', title: i18n.t('setAside.retried'), closeLabel: i18n.t('toast.close') })
      props.onDone()
    } catch (error) {
      // The hub's own words say what exactly is wrong with this record.
      setRefusal(error instanceof ApiProblem ? (error.detail ?? error.code) : problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div class="grid gap-4">
      <LetterFacts letter={props.letter} />
      <Handled letter={props.letter} />
      <Show when={refusal()}>
        {text => (
          <p class="note stop" role="alert">
            <b>{i18n.t('setAside.stillRefused')}</b> {text()}
          </p>
        )}
      </Show>
      <Show when={props.letter.state === 'open' && account.mayConfigure()}>
        <div class="flex flex-wrap justify-end gap-2.5">
          <button type="button" class="btn" onClick={() => props.onDiscard()}>
            {i18n.t('setAside.discard')}
          </button>
          <Show when={props.letter.code !== 'journal_gap'}>
            <button type="button" class="btn btn-primary" disabled={busy()} onClick={() => void retry()}>
              {i18n.t('setAside.retry')}
            </button>
          </Show>
        </div>
      </Show>
    </div>
  )
}

/** Asks for the reason before a record is put away. */
export function DiscardLetter(props: { letter: DeadLetterView | undefined; onClose: () => void; onDone: () => void }): JSX.Element {
  const i18n = useI18n()
  const [reason, setReason] = createSignal('')
  const run = async () => {
    if (props.letter === undefined) return
    await api.discardDeadLetter(props.letter.id, reason().trim())
    setReason('')
    toast({ tone: 'flow', title: i18n.t('setAside.wasDiscarded'), closeLabel: i18n.t('toast.close') })
    props.onDone()
  }
  return (
    <Confirm
      open={props.letter !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t('setAside.discardTitle')}
      text={i18n.t('setAside.discardText')}
      confirm={i18n.t('setAside.discardNow')}
      danger
      ready={reason().trim() !== ''}
      run={run}
    >
      <div class="field">
        <label for="discard-reason">{i18n.t('setAside.reason')}</label>
        <textarea
          id="discard-reason"
          class="input"
          maxlength={reasonLength}
          placeholder={i18n.t('setAside.reasonPlaceholder')}
          value={reason()}
          onInput={event => setReason(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  )
}
