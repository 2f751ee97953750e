/** Paying at the exit: what is owed, why, how to pay it, and what has arrived so far. */
import type { PriceLine } from '@palang/protocol'
import { For, Show } from 'solid-js'
import { InsertNote, ScanPhone, TapCard } from '../../kiosk/acts.tsx'
import { payByCard, payByQris } from '../../kiosk/panel.ts'
import { Accepted } from '../../kiosk/pay/accepted.tsx'
import { CardChoice, CardScreen } from '../../kiosk/pay/card.tsx'
import { QrisChoice, QrisScreen } from '../../kiosk/pay/qris.tsx'
import { Received } from '../../kiosk/pay/received.tsx'
import { isCodeChoice } from '../../kiosk/pay/ways.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { stay } from '../../kiosk/wording.ts'
import { billLines, lineText } from './kiosk-line-text.ts'
import type { Bill, GateScreen } from './kiosk-screen.ts'
import './kiosk-choices.css'

type Pay = Extract<GateScreen, { kind: 'pay' }>

export function PayScreen(props: { screen: Pay }) {
  const canPay = () => props.screen.takes !== null || props.screen.card !== null || offersQris(props.screen)
  const charge = () => {
    const state = props.screen.card?.state
    return state === 'offered' ? undefined : state
  }
  const code = () => {
    const { qris } = props.screen
    return qris === null || isCodeChoice(qris) ? undefined : qris
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
          {state => <CardScreen state={state()} due={props.screen.bill} onAct={act => void payByCard('parking', act)} />}
        </Show>
      }
    >
      {qris => (
        <QrisScreen
          qris={qris()}
          due={props.screen.bill}
          takesCash={props.screen.takes !== null}
          onAct={act => void payByQris('parking', act)}
        />
      )}
    </Show>
  )
}

function offersQris({ qris }: Pay): boolean {
  return qris !== null && qris.state !== 'withdrawn'
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
    return qris !== null && isCodeChoice(qris) ? qris : undefined
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
          <Show when={card()} fallback={offersQris(props.screen) ? <ScanPhone /> : <NoPayment />}>
            <TapCard />
          </Show>
        }
      >
        {takes => (
          <>
            <InsertNote />
            <div class="how-words">
              <h2>{words().pay.insert[takes()]}</h2>
              <Show when={props.screen.bill.paid > 0} fallback={<Accepted takes={takes()} notes={props.screen.acceptedNotes} />}>
                <Received due={props.screen.bill} />
              </Show>
            </div>
          </>
        )}
      </Show>
      <Show when={choice() ?? card()}>
        <div class="choices" data-only={props.screen.takes === null ? '' : undefined} data-both={isBoth() ? '' : undefined}>
          <Show when={choice()}>
            {qris => <QrisChoice qris={qris()} beside={isBoth()} onAct={act => void payByQris('parking', act)} />}
          </Show>
          <Show when={card()}>
            {offered => <CardChoice card={offered()} beside={isBoth()} onAct={act => void payByCard('parking', act)} />}
          </Show>
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
