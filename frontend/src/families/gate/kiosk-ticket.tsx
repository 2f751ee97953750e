/** The ticket on the screen: number and code large enough to photograph from the driver's seat. */
import { groupTicket } from '../../kiosk/wording.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { Code } from '../../ui/code.tsx'
import type { GateScreen } from './kiosk-screen.ts'
import '../../kiosk/pay/pay.css'

export function TicketScreen(props: { screen: Extract<GateScreen, { kind: 'ticket' }> }) {
  const { words } = useSpeech()
  const number = () => groupTicket(props.screen.ticket)
  return (
    <section class="screen ticket">
      <div class="ticket-words">
        <h1>{words().gate.goIn}</h1>
        <p class="ticket-label">{words().gate.ticket}</p>
        <p class="ticket-number" style={{ '--length': String(number().length) }}>
          {number()}
        </p>
        <p class="lead">{props.screen.printed ? words().gate.ticketPrinted : words().gate.ticketNotPrinted}</p>
      </div>
      <Code class="ticket-code" text={props.screen.ticket} label={`QR ${props.screen.ticket}`} />
    </section>
  )
}
