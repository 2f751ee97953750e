/** One customer's call for help: what the gate sees and does, and what the person at the console says to it. */
import { A } from '@solidjs/router'
import { helpPhrase, helpResult, type HelpPhrase } from '@palang/protocol'
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js'
import { gateApi, type Reply } from '../../api/gate-endpoints.ts'
import { problemText } from '../../api/problem.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { OpenCall } from './attention.ts'
import { CameraView } from './camera-view.tsx'
import { barrierWord, laneWord } from './gate-words.ts'
import { useOperatorWords } from './operator-words/operator-words.ts'
import './help-desk.css'

const longestText = 120

/** What means something to a customer on foot. */
const stationPhrases: readonly HelpPhrase[] = ['coming', 'wait', 'try_again', 'no_cash']
const stationResults: readonly HelpResult[] = ['helped', 'not_needed']

type HelpResult = (typeof helpResult.options)[number]

export function HelpDesk(props: { call: OpenCall | undefined; onClose: () => void }): JSX.Element {
  const say = useOperatorWords()
  return (
    <Modal open={props.call !== undefined} onClose={props.onClose} title={say('help.asks', { gate: props.call?.gateName ?? '' })} wide>
      <Show when={props.call?.callId} keyed>
        <Show when={props.call}>{call => <Desk call={call()} onClose={props.onClose} />}</Show>
      </Show>
    </Modal>
  )
}

/** Says things to one call, one at a time. */
function createReplies(call: () => OpenCall, onEnd: () => void) {
  const i18n = useI18n()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string>()
  const give = async (reply: Reply): Promise<boolean> => {
    setBusy(true)
    setProblem(undefined)
    try {
      await gateApi.reply(call().gateId, call().callId, reply)
      if (reply.act === 'end') onEnd()
      return true
    } catch (error) {
      setProblem(problemText(i18n, error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, give }
}

type Replies = ReturnType<typeof createReplies>

function Desk(props: { call: OpenCall; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const site = useSite()
  const replies = createReplies(
    () => props.call,
    () => props.onClose(),
  )
  const row = () => site.machine(props.call.gateId)
  const isStation = () => row()?.view.direction === 'pay'
  // Opening the desk is answering: the customer is told that somebody is there.
  createEffect(
    on(
      () => props.call.callId,
      () => void (props.call.answeredBy === undefined && replies.give({ act: 'answer' })),
    ),
  )
  return (
    <div class="help-desk">
      <div class="grid grid-cols-[minmax(0,1fr)] content-start gap-3">
        <CameraView gateId={props.call.gateId} gateName={props.call.gateName} onTaken={() => undefined} />
        <Show when={row()}>
          {gate => (
            <p class="text-muted">
              {laneWord(i18n, gate())} · {isStation() ? '' : `${barrierWord(i18n, gate())} · `}
              <A class="link" href={`/gates/${props.call.gateId}`} onClick={() => props.onClose()}>
                {say('help.toGate')}
              </A>
            </p>
          )}
        </Show>
      </div>
      <div class="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
        <Phrases
          busy={replies.busy()}
          offered={isStation() ? stationPhrases : helpPhrase.options}
          onSay={phrase => void replies.give({ act: 'say', phrase })}
        />
        <OwnWords call={props.call} replies={replies} />
        <Show when={replies.problem()}>
          {why => (
            <p class="note stop" role="alert">
              {why()}
            </p>
          )}
        </Show>
        <Ends replies={replies} offered={isStation() ? stationResults : helpResult.options} />
      </div>
    </div>
  )
}

/** Words of one's own, and what the screen at the gate shows now. */
function OwnWords(props: { call: OpenCall; replies: Replies }): JSX.Element {
  const say = useOperatorWords()
  const [text, setText] = createSignal('')
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const words = text().trim()
    if (words !== '' && (await props.replies.give({ act: 'say', text: words }))) setText('')
  }
  const shown = () => {
    const { phrase, text: own } = props.call
    return own ?? (phrase === undefined ? undefined : phraseWord(say, phrase))
  }
  return (
    <>
      <form class="flex items-end gap-2.5" onSubmit={event => void send(event)}>
        <div class="min-w-0 flex-1">
          <TextField id="help-text" label={say('help.ownWords')} value={text()} maxlength={longestText} onInput={setText} />
        </div>
        <button type="submit" class="btn btn-primary" disabled={props.replies.busy() || text().trim() === ''}>
          {say('help.send')}
        </button>
      </form>
      <p class="note" aria-live="polite">
        {shown() === undefined ? say('help.shownNothing') : say('help.shown', { text: shown() ?? '' })}
      </p>
    </>
  )
}

function Ends(props: { replies: Replies; offered: readonly HelpResult[] }): JSX.Element {
  const say = useOperatorWords()
  return (
    <div class="flex flex-wrap items-center gap-2.5">
      <span class="text-muted">{say('help.end')}</span>
      <For each={props.offered}>
        {outcome => (
          <button
            type="button"
            class="btn"
            disabled={props.replies.busy()}
            onClick={() => void props.replies.give({ act: 'end', outcome })}
          >
            {say(`help.outcome.${outcome}`)}
          </button>
        )}
      </For>
    </div>
  )
}

/** A phrase of a newer hub is shown by its name. */
function phraseWord(say: ReturnType<typeof useOperatorWords>, phrase: string): string {
  const known = helpPhrase.safeParse(phrase)
  return known.success ? say(`help.phrase.${known.data}`) : phrase
}

function Phrases(props: { busy: boolean; offered: readonly HelpPhrase[]; onSay: (phrase: HelpPhrase) => void }): JSX.Element {
  const say = useOperatorWords()
  return (
    <div class="flex flex-wrap gap-2" role="group" aria-label={say('help.phrases')}>
      <For each={props.offered}>
        {phrase => (
          <button type="button" class="btn btn-sm" disabled={props.busy} onClick={() => props.onSay(phrase)}>
            {say(`help.phrase.${phrase}`)}
          </button>
        )}
      </For>
    </div>
  )
}
