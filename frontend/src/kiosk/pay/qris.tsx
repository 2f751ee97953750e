/** Paying by QRIS: the choice beside other ways, and the code with the time that is left for it. */
import { Show } from 'solid-js'
import { Code } from '../../ui/code.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { Working } from '../signs.tsx'
import { useSpeech } from '../speech.ts'
import { troubleOf } from './qris-words.ts'
import type { CodeChoice, CodeUnderWay, Due, PayAct } from './ways.ts'
import './pay.css'

/** QRIS beside cash, or why it did not work out just now. */
export function QrisChoice(props: { qris: CodeChoice; beside: boolean; onAct: PayAct }) {
  const { words } = useSpeech()
  return (
    <div class="choice">
      <Show when={troubleOf(props.qris.reason)}>{trouble => <p role="status">{words().pay.qris.trouble[trouble()]}</p>}</Show>
      <Show when={props.qris.state === 'offered'}>
        <button class="big-button" type="button" onClick={() => props.onAct('start')}>
          {props.beside ? words().pay.qris.short : words().pay.qris.choose}
        </button>
      </Show>
    </div>
  )
}

/** The code to be scanned as large as the screen allows: on its way, there, or being taken back. */
export function QrisScreen(props: { qris: CodeUnderWay; due: Due; takesCash: boolean; onAct: PayAct }) {
  const { words, say } = useSpeech()
  const qris = () => words().pay.qris
  const title = () => ({ starting: qris().starting, shown: qris().scan, cancelling: qris().cancelling })[props.qris.state]
  const due = () => say().money(props.due.remaining, props.due.currency)
  return (
    <section class="screen ticket qris">
      <div class="ticket-words">
        <h1>{title()}</h1>
        <p class="ticket-number" style={{ '--length': String(due().length) }}>
          {due()}
        </p>
        <p class="lead">
          {qris().body[props.qris.state]}
          <Show when={props.qris.state === 'shown' ? props.qris.expiresAt : undefined}>{at => <CodeTime until={at()} />}</Show>
        </p>
        <Show when={props.qris.state !== 'cancelling'}>
          <button class="big-button" type="button" onClick={() => props.onAct('cancel')}>
            {props.takesCash ? qris().useCash : qris().stop}
          </button>
        </Show>
      </div>
      <Show when={props.qris.state === 'shown' ? props.qris.code : undefined} fallback={<Waiting />}>
        {code => <Code class="ticket-code" text={code()} label={qris().scan} />}
      </Show>
    </section>
  )
}

function Waiting() {
  return (
    <div class="qris-wait">
      <Working />
    </div>
  )
}

/** Minutes and seconds that are left, not read out second by second. */
function CodeTime(props: { until: string }) {
  const { words } = useSpeech()
  const leftMs = createCountdown(() => Date.parse(props.until))
  return (
    <span class="qris-left" aria-hidden="true">
      {words().pay.qris.left(leftText(leftMs()))}
    </span>
  )
}
