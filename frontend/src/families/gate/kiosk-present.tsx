/** The one decision at a gate: which of two things to hold to it. The ticket can also be asked for on the screen itself. */
import { createSignal, type JSX, Show } from 'solid-js'
import { askTicket } from '../../kiosk/panel.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { PressButton, ScanTicket, TapCard } from './kiosk-acts.tsx'
import type { GateDirection } from './kiosk-screen.ts'

export function PresentScreen(props: { direction: GateDirection }) {
  const { words } = useSpeech()
  const entering = () => props.direction === 'in'
  return (
    <section class="screen present">
      <h1>{entering() ? words().gate.presentIn : words().gate.presentOut}</h1>
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
