/** Nobody is served: why, what a person does about it, and that money left in the machine is not forgotten. */
import { Match, Show, Switch } from 'solid-js'
import { Message } from '../../kiosk/message.tsx'
import { WrenchSign } from '../../kiosk/sale/wrench-sign.tsx'
import { StopSign, WarningSign } from '../../kiosk/signs.tsx'
import { CreditKept } from '../../kiosk/sale/credit-kept.tsx'
import { FlushScene, NoWaterSign, RetestScene } from './kiosk-closed-art.tsx'
import { Quality } from './kiosk-quality.tsx'
import type { WaterScreen } from './kiosk-screen.ts'
import { useWaterWords } from './kiosk-words/words.ts'
import './kiosk-closed.css'

export function ClosedScreen(props: { screen: Extract<WaterScreen, { kind: 'closed' }> }) {
  const words = useWaterWords()
  const why = () => props.screen.why
  return (
    <Message title={words().closed[why()].title} body={words().closed[why()].body} art={<Sign screen={props.screen} />}>
      <Show when={why() === 'quality' ? props.screen.quality : undefined}>{quality => <Quality quality={quality()} />}</Show>
      <CreditKept credit={props.screen.credit} />
    </Message>
  )
}

function Sign(props: { screen: Extract<WaterScreen, { kind: 'closed' }> }) {
  return (
    <Switch fallback={<WarningSign />}>
      <Match when={props.screen.why === 'emergency'}>
        <StopSign />
      </Match>
      <Match when={props.screen.why === 'no_water' || props.screen.why === 'quality'}>
        <NoWaterSign />
      </Match>
      <Match when={props.screen.why === 'maintenance' || props.screen.why === 'locked'}>
        <WrenchSign />
      </Match>
    </Switch>
  )
}

/** Water is run away or tested again: a wait, not a fault. */
export function TendingScreen(props: { screen: Extract<WaterScreen, { kind: 'tending' }> }) {
  const words = useWaterWords()
  const text = () => words().tending[props.screen.step]
  return (
    <Message
      title={text().title}
      body={text().body}
      art={
        <Show when={props.screen.step === 'flushing'} fallback={<RetestScene />}>
          <FlushScene />
        </Show>
      }
    >
      <Quality quality={props.screen.quality} />
      <CreditKept credit={props.screen.credit} />
    </Message>
  )
}
