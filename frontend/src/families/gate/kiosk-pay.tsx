/** Paying at the exit: what is owed, why, how to pay it, and what has arrived so far. */
import type { PriceLine } from '@palang/protocol'
import { For, Show } from 'solid-js'
import { useSpeech } from '../../kiosk/speech.ts'
import { noteName, stay } from '../../kiosk/wording.ts'
import { InsertNote, TapCard } from './kiosk-acts.tsx'
import { billLines, lineText } from './kiosk-line-text.ts'
import { CardChoice, CardScreen } from './kiosk-card.tsx'
import { QrisChoice, QrisScreen } from './kiosk-qris.tsx'
import type { Bill, GateScreen, PayByCode } from './kiosk-screen.ts'

type Pay = Extract<GateScreen, { kind: 'pay' }>

export function PayScreen(props: { screen: Pay }) {
  const canPay = () => props.screen.takes !== null || props.screen.card !== null || offersQris(props.screen)
  const charge = () => {
    const state = props.screen.card?.state
    return state === 'offered' ? undefined : state
  }
  const code = () => {
    const { qris } = props.screen
    return qris === null || isChoice(qris) ? undefined : qris
  }
  return (
    <Show
      when={code()}
      fallback={
        <Show
          when={charge()}
          fallback={
            <section class="screen pay" data-urges-help={canPay() ? undefined : ''}>
              <BillPart bill={props.screen.bill} />
              <HowToPay screen={props.screen} />
            </section>
          }
        >
          {state => <CardScreen state={state()} bill={props.screen.bill} />}
        </Show>
      }
    >
      {qris => <QrisScreen qris={qris()} bill={props.screen.bill} takesCash={props.screen.takes !== null} />}
    </Show>
  )
}

function offersQris({ qris }: Pay): boolean {
  return qris !== null && qris.state !== 'withdrawn'
}

type Choice = Extract<PayByCode, { state: 'offered' | 'withdrawn' }>

function isChoice(qris: PayByCode): qris is Choice {
  return qris.state === 'offered' || qris.state === 'withdrawn'
}

function BillPart(props: { bill: Bill }) {
  const { words, say, language } = useSpeech()
  const begun = () => props.bill.paid > 0
  const due = () => say().money(props.bill.remaining, props.bill.currency)
  return (
    <div class="bill">
      <h1>
        <span class="bill-label">{begun() ? words().pay.remaining : words().pay.due}</span>
        <span class="bill-amount" style={{ '--length': String(due().length) }}>
          {due()}
        </span>
      </h1>
      <Show when={props.bill.durationMinutes !== undefined}>
        <p class="bill-time">{words().pay.parked(stay(language(), props.bill.durationMinutes ?? 0))}</p>
      </Show>
      <Show when={props.bill.alone}>
        <p class="bill-time">{words().pay.alone}</p>
      </Show>
      <dl class="bill-lines">
        <For each={billLines(props.bill.lines)}>{line => <BillLine line={line} currency={props.bill.currency} />}</For>
      </dl>
    </div>
  )
}

function BillLine(props: { line: PriceLine; currency: string }) {
  const { words, say } = useSpeech()
  const many = () => props.line.quantity > 1 && props.line.amount !== 0
  return (
    <div class="bill-line">
      <dt>
        {lineText(words(), props.line)}
        <Show when={many()}>
          <span class="bill-times">
            {'×\u00a0'}
            {props.line.quantity}
            <span class="bill-unit">
              {'\u00a0· '}
              {say().money(props.line.unit_amount, props.currency)}
            </span>
          </span>
        </Show>
      </dt>
      <dd>{props.line.amount === 0 ? words().pay.free : say().money(props.line.amount, props.currency)}</dd>
    </div>
  )
}

function HowToPay(props: { screen: Pay }) {
  const { words } = useSpeech()
  const choice = () => {
    const { qris } = props.screen
    return qris !== null && isChoice(qris) ? qris : undefined
  }
  const card = () => {
    const { card: offered } = props.screen
    return offered?.state === 'offered' ? offered : undefined
  }
  const isBoth = () => choice()?.state === 'offered' && card() !== undefined
  return (
    <div class="how">
      <Show
        when={props.screen.takes}
        fallback={
          <Show when={!offersQris(props.screen)}>
            <Show when={card()} fallback={<NoPayment />}>
              <TapCard />
            </Show>
          </Show>
        }
      >
        {takes => (
          <>
            <InsertNote />
            <div class="how-words">
              <h2>{words().pay.insert[takes()]}</h2>
              <Show when={props.screen.bill.paid > 0} fallback={<Accepted screen={props.screen} />}>
                <Progress bill={props.screen.bill} />
              </Show>
            </div>
          </>
        )}
      </Show>
      <Show when={choice() ?? card()}>
        <div class="choices" data-only={props.screen.takes === null ? '' : undefined} data-both={isBoth() ? '' : undefined}>
          <Show when={choice()}>{qris => <QrisChoice qris={qris()} beside={isBoth()} />}</Show>
          <Show when={card()}>{offered => <CardChoice card={offered()} beside={isBoth()} />}</Show>
        </div>
      </Show>
    </div>
  )
}

function NoPayment() {
  const { words } = useSpeech()
  return (
    <div class="how-words">
      <h2>{words().pay.none}</h2>
      <p>{words().pay.noneBody}</p>
    </div>
  )
}

function Accepted(props: { screen: Pay }) {
  const { words, language } = useSpeech()
  return (
    <Show
      when={props.screen.takes !== 'coins' && props.screen.acceptedNotes.length > 0}
      fallback={<p>{props.screen.takes === 'coins' ? words().pay.coinsBody : words().pay.cashBody}</p>}
    >
      <ul class="accepts" aria-label={words().pay.accepts}>
        <For each={props.screen.acceptedNotes}>{note => <li>{noteName(language(), note)}</li>}</For>
      </ul>
    </Show>
  )
}

function Progress(props: { bill: Bill }) {
  const { words, say } = useSpeech()
  return (
    <>
      <p class="received">
        <span class="received-label">{words().pay.paid}</span>
        <strong>{say().money(props.bill.paid, props.bill.currency)}</strong>
        <span>{words().pay.of(say().money(props.bill.amount, props.bill.currency))}</span>
      </p>
      <progress
        class="received-bar"
        max={props.bill.amount}
        value={Math.min(props.bill.paid, props.bill.amount)}
        aria-label={words().pay.paid}
      />
    </>
  )
}
