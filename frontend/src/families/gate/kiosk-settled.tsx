import { useSpeech } from '../../kiosk/speech.ts'
import type { Bill } from './kiosk-screen.ts'

/** What comes back, as large as the instruction, because people drive off without it; else what was paid. */
export function Settled(props: { bill: Bill }) {
  const { words, say } = useSpeech()
  const said = () => {
    const { amount, change, currency } = props.bill
    if (change > 0) return words().pay.change(say().money(change, currency))
    return amount === 0 ? words().pay.free : words().pay.received(say().money(amount, currency))
  }
  return <p class="settled">{said()}</p>
}
