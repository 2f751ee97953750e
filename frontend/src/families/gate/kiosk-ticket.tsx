/** The ticket on the screen: number and code large enough to photograph from the driver's seat. */
import { createMemo } from 'solid-js'
import { encode } from 'uqr'
import { groupTicket } from '../../kiosk/wording.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { codePath } from '../../ui/qr-code.ts'
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
      <TicketCode ticket={props.screen.ticket} />
    </section>
  )
}

function TicketCode(props: { ticket: string }) {
  const code = createMemo(() => encode(props.ticket, { ecc: 'M', border: 2 }))
  return (
    <svg class="ticket-code" viewBox={`0 0 ${code().size} ${code().size}`} role="img" aria-label={`QR ${props.ticket}`}>
      <path d={codePath(code().data)} />
    </svg>
  )
}
