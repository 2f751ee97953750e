/** Nobody is served: why, what a person does about it, and that money left in the machine is not forgotten. */
import { Match, Show, Switch } from 'solid-js'
import { Message } from '../../kiosk/message.tsx'
import { CreditKept } from '../../kiosk/sale/credit-kept.tsx'
import { WrenchSign } from '../../kiosk/sale/wrench-sign.tsx'
import { StopSign, WarningSign } from '../../kiosk/signs.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { DoorSign } from './kiosk-closed-art.tsx'
import { Dial } from './kiosk-dial.tsx'
import type { OzoneScreen } from './kiosk-screen.ts'
import { useOzoneWords } from './kiosk-words/words.ts'
import './kiosk-closed.css'

export function ClosedScreen(props: { screen: Extract<OzoneScreen, { kind: 'closed' }> }) {
  const words = useOzoneWords()
  const why = () => props.screen.why
  return (
    <Message
      title={words().closed[why()].title}
      body={words().closed[why()].body}
      urgesHelp={props.screen.credit !== undefined}
      art={
        <Switch fallback={<WarningSign />}>
          <Match when={why() === 'emergency' || why() === 'not_stopping'}>
            <StopSign />
          </Match>
          <Match when={why() === 'door'}>
            <DoorSign />
          </Match>
          <Match when={why() === 'maintenance'}>
            <WrenchSign />
          </Match>
        </Switch>
      }
    >
      <CreditKept credit={props.screen.credit} />
    </Message>
  )
}

/** A wait, not a fault: it opens again by itself. */
export function CoolingScreen(props: { screen: Extract<OzoneScreen, { kind: 'cooling' }> }) {
  const words = useOzoneWords()
  const leftMs = createCountdown(() => (props.screen.opensAt === undefined ? undefined : Date.parse(props.screen.opensAt)))
  return (
    <Message
      title={words().cooling.title}
      body={words().cooling.body}
      art={
        <div class="cooling-dial">
          <Dial share={0}>
            <Show when={props.screen.opensAt}>
              <strong class="treating-left">{leftText(leftMs())}</strong>
            </Show>
          </Dial>
        </div>
      }
    >
      <CreditKept credit={props.screen.credit} />
    </Message>
  )
}
