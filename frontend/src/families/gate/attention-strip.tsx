/** Across every page of the console: gates held open, and customers who wait for help, with what can be done about either. */
import { Key } from '@solid-primitives/keyed'
import Bell from 'lucide-solid/icons/bell'
import BellOff from 'lucide-solid/icons/bell-off'
import Headset from 'lucide-solid/icons/headset'
import Siren from 'lucide-solid/icons/siren'
import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { gateApi } from '../../api/gate-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { actorName } from '../../words/machine-words.ts'
import { type HeldRow, heldGates, type OpenCall, openCalls, siteHold } from './attention.ts'
import { ReasonFields } from '../../site/reason-fields.tsx'
import { createHelpBell } from './help-bell.ts'
import { HelpDesk } from './help-desk.tsx'
import { useOperatorWords } from './operator-words/operator-words.ts'
import { createReason } from '../../site/reason-choice.ts'
import './attention.css'

export function AttentionStrip(): JSX.Element {
  const site = useSite()
  const gates = () => site.machines()?.filter(row => row.view.family === 'gate') ?? []
  const held = createMemo(() => heldGates(gates()))
  const calls = createMemo(() => openCalls(gates()))
  const [answering, setAnswering] = createSignal<string>()
  const answered = () => calls().find(call => call.callId === answering())
  useTitleMark(() => calls().filter(call => call.answeredBy === undefined).length)
  return (
    <>
      <Show when={held().length > 0}>
        <HoldBar held={held()} />
      </Show>
      <Show when={calls().length > 0}>
        <CallBar calls={calls()} onOpen={setAnswering} />
      </Show>
      <HelpDesk call={answered()} onClose={() => setAnswering(undefined)} />
    </>
  )
}

/** The number of waiting customers stands before the title of the tab, whatever page is shown. */
function useTitleMark(waiting: () => number): void {
  createEffect(() => {
    const mark = waiting() === 0 ? '' : `(${waiting()}) `
    const put = () => {
      const plain = document.title.replace(/^\(\d+\) /, '')
      if (document.title !== mark + plain) document.title = mark + plain
    }
    put()
    const pages = new MutationObserver(put)
    const title = document.querySelector('title')
    if (title !== null) pages.observe(title, { childList: true })
    onCleanup(() => {
      pages.disconnect()
      document.title = document.title.replace(/^\(\d+\) /, '')
    })
  })
}

function HoldBar(props: { held: HeldRow[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const site = useSite()
  const account = useAccount()
  const [asking, setAsking] = createSignal(false)
  const reason = createReason()
  const hold = () => siteHold(site.machines() ?? [])
  const proven = () => props.held.filter(({ proof }) => proof === 'open' || proof === 'assumed').length
  const troubled = () => props.held.filter(({ proof }) => proof !== 'open' && proof !== 'assumed')
  const about = () => {
    const { since, reason: why, by } = hold() ?? {}
    return [
      since === undefined ? undefined : say('hold.since', { time: i18n.format().moment(since) }),
      why === undefined ? undefined : i18n.tMaybe(`gate.reason.${why}`, why),
      by === undefined ? undefined : actorName(by),
    ]
      .filter(part => part !== undefined)
      .join(' · ')
  }
  const run = async () => {
    const text = reason.text()
    if (text === undefined) return
    await gateApi.releaseAll(text)
    reason.spent(text)
  }
  return (
    <div class="attention-bar attention-hold" role="alert">
      <Siren size={20} class="shrink-0" aria-hidden="true" />
      <div class="attention-words">
        <strong>{say(hold() === undefined ? 'hold.lane' : 'hold.all')}</strong>
        <span>{about()}</span>
        <span>
          {say('hold.proven', { proven: proven(), count: props.held.length })}
          <For each={troubled()}>{row => ` · ${row.name}: ${say(`hold.proof.${row.proof}`)}`}</For>
        </span>
      </div>
      <Show when={account.mayOperate()}>
        <button type="button" class="btn attention-act" onClick={() => setAsking(true)}>
          {say('hold.release')}
        </button>
      </Show>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={say('hold.releaseTitle')}
        text={say('hold.releaseText', { count: props.held.length })}
        confirm={say('hold.release')}
        danger
        ready={reason.text() !== undefined}
        run={run}
      >
        <ReasonFields reason={reason} missing={false} />
      </Confirm>
    </div>
  )
}

function CallBar(props: { calls: OpenCall[]; onOpen: (callId: string) => void }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const live = useLive()
  const account = useAccount()
  const bell = createHelpBell(() => account.mayOperate() && props.calls.some(call => call.answeredBy === undefined))
  const waited = (call: OpenCall) => i18n.format().age(Math.max(0, live.now() - Date.parse(call.calledAt)))
  return (
    <div class="attention-bar attention-call" role="alert">
      <Headset size={20} class="shrink-0" aria-hidden="true" />
      <ul class="attention-calls">
        <Key each={props.calls} by="callId">
          {call => (
            <li>
              <span class="attention-words">
                <strong>{say('help.asks', { gate: call().gateName })}</strong>
                <span>
                  {call().answeredBy === undefined
                    ? say('help.waits', { age: waited(call()) })
                    : say('help.takenBy', { who: actorName(call().answeredBy ?? '') })}
                </span>
              </span>
              <Show when={account.mayOperate()}>
                <button type="button" class="btn attention-act" onClick={() => props.onOpen(call().callId)}>
                  {say(call().answeredBy === undefined ? 'help.answer' : 'help.open')}
                </button>
              </Show>
            </li>
          )}
        </Key>
      </ul>
      <Show when={account.mayOperate()}>
        <button
          type="button"
          class="btn btn-quiet btn-icon attention-mute"
          aria-pressed={bell.muted()}
          aria-label={say('help.mute')}
          title={say('help.mute')}
          onClick={() => bell.setMuted(!bell.muted())}
        >
          <Show when={bell.muted()} fallback={<Bell size={18} aria-hidden="true" />}>
            <BellOff size={18} aria-hidden="true" />
          </Show>
        </button>
      </Show>
    </div>
  )
}
