/** The last screen of a pay station: it is paid, and until when the customer drives out without paying again. */
import { Show } from 'solid-js'
import { Message } from '../../kiosk/message.tsx'
import { DoneSign } from '../../kiosk/signs.tsx'
import { useSpeech } from '../../kiosk/speech.ts'
import type { PaidScreen as Paid } from './kiosk-screen.ts'
import { Settled } from './kiosk-settled.tsx'

export function PaidScreen(props: { screen: Paid }) {
  const { words, say } = useSpeech()
  const body = () => {
    const { leave, bill, changeMissing } = props.screen
    if (changeMissing) return words().station.changeMissing
    if ((bill?.change ?? 0) > 0) return words().station.takeChange
    return leave === undefined ? words().station.toTheExit : words().station.leave(leave.minutes)
  }
  return (
    <Message title={words().station.paid[props.screen.how]} body={body()} urgesHelp={props.screen.changeMissing} art={<DoneSign />}>
      <Show when={props.screen.how === 'now' && props.screen.bill}>{bill => <Settled bill={bill()} />}</Show>
      <Show when={props.screen.leave}>{leave => <p class="settled">{words().station.leaveBy(say().time(leave().by))}</p>}</Show>
    </Message>
  )
}
