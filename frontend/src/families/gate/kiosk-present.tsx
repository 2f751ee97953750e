/** The one decision at a gate: which of two things to hold to it. The ticket can also be asked for on the screen itself. */
import type { GateRole } from '@palang/protocol'
import { createSignal, type JSX, Show } from 'solid-js'
import { TapCard } from '../../kiosk/acts.tsx'
import type { HelpState } from '../../kiosk/help.tsx'
import { Message } from '../../kiosk/message.tsx'
import { askTicket, reportLostTicket } from '../../kiosk/panel.ts'
import { Attendant, WarningSign, Working } from '../../kiosk/signs.tsx'
import { useSpeech } from '../../kiosk/speech.ts'
import { PressButton, ScanTicket } from './kiosk-acts.tsx'
import './kiosk-lost.css'

export function PresentScreen(props: { direction: GateRole }) {
  const [lost, setLost] = createSignal<HelpState>()
  const report = () => {
    setLost('calling')
    void reportLostTicket().then(called => {
      // The driver may have gone back while the call was under way.
      if (lost() === 'calling') setLost(called ? 'called' : 'failed')
    })
  }
  return (
    <Show when={lost()} fallback={<Ways direction={props.direction} onLost={report} />}>
      {state => <LostTicket state={state()} onAgain={report} onBack={() => setLost(undefined)} />}
    </Show>
  )
}

/** Waits for somebody who finds the stay; a card or ticket held to the reader meanwhile takes its place. */
function LostTicket(props: { state: HelpState; onAgain: () => void; onBack: () => void }) {
  const { words } = useSpeech()
  const text = () => {
    const { lost, lostBody } = words().gate
    if (props.state === 'failed') return { title: words().help.failed, body: words().help.failedBody }
    return props.state === 'calling' ? { title: words().help.calling, body: words().help.callingBody } : { title: lost, body: lostBody }
  }
  const sign = () => (props.state === 'failed' ? <WarningSign /> : props.state === 'calling' ? <Working /> : <Attendant />)
  return (
    <Message title={text().title} body={text().body} art={sign()}>
      <div class="lost-acts">
        <Show when={props.state === 'failed'}>
          <button class="big-button" type="button" onClick={() => props.onAgain()}>
            {words().help.again}
          </button>
        </Show>
        <button class="big-button" type="button" onClick={() => props.onBack()}>
          {words().gate.lostBack}
        </button>
      </div>
    </Message>
  )
}

function Ways(props: { direction: GateRole; onLost: () => void }) {
  const { words } = useSpeech()
  const entering = () => props.direction === 'in'
  const title = () => {
    if (props.direction === 'pay') return words().station.present
    return entering() ? words().gate.presentIn : words().gate.presentOut
  }
  return (
    <section class="screen present">
      <h1>{title()}</h1>
      <div class="ways">
        <div class="way">
          <Way title={words().gate.card} body={entering() ? words().gate.cardBody : words().gate.cardOutBody} art={<TapCard />} />
        </div>
        <p class="ways-or">{words().gate.or}</p>
        <Show
          when={entering()}
          fallback={
            <div class="way">
              <Way title={words().gate.scan} body={words().gate.scanBody} art={<ScanTicket />} />
            </div>
          }
        >
          <TicketButton />
        </Show>
      </div>
      <Show when={!entering()}>
        <button class="big-button lost-button" type="button" onClick={() => props.onLost()}>
          {words().gate.lostButton}
        </button>
      </Show>
    </section>
  )
}

function TicketButton() {
  const { words } = useSpeech()
  const [asking, setAsking] = createSignal(false)
  const press = () => {
    setAsking(true)
    void askTicket().then(() => setAsking(false))
  }
  return (
    <button class="way way-button" type="button" disabled={asking()} onClick={press}>
      <Way title={words().gate.button} body={words().gate.buttonBody} art={<PressButton />} />
    </button>
  )
}

function Way(props: { title: string; body: string; art: JSX.Element }) {
  return (
    <>
      <span class="way-art">{props.art}</span>
      <span class="way-words">
        <strong>{props.title}</strong>
        <span>{props.body}</span>
      </span>
    </>
  )
}
