/** The water machine's kiosk: one screen per phase of the sale. */
import { createMemo, Match, Switch } from 'solid-js'
import type { KioskFamily } from '../../kiosk/family.ts'
import { NotForCustomers } from '../../kiosk/message.tsx'
import { isPaying, PayingScreens, saleProgress } from '../../kiosk/sale/paying.tsx'
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import type { Tone } from '../../kiosk/tone.ts'
import { ClosedScreen, TendingScreen } from './kiosk-closed.tsx'
import { volumeText } from './kiosk-figures.ts'
import { PourScreen } from './kiosk-pour.tsx'
import { closedTone } from './kiosk-reasons.ts'
import { waterScreen, type WaterScreen } from './kiosk-screen.ts'
import { ShelfScreen } from './kiosk-shelf.tsx'
import { ThanksScreen } from './kiosk-thanks.tsx'
import { VesselDrawing } from './kiosk-vessel.tsx'

export const waterKiosk: KioskFamily = {
  tone: snapshot => toneOf(waterScreen(snapshot)),
  resting: ({ water }) => water?.sale === undefined || water.sale.phase === 'idle' || water.sale.phase === 'closed',
  progress: ({ water }) => saleProgress(water?.sale),
  View: WaterKiosk,
}

function toneOf(screen: WaterScreen): Tone {
  switch (screen.kind) {
    case 'thanks':
      return screen.outcome.result === 'success' ? 'go' : screen.outcome.result === 'failed' ? 'attend' : 'neutral'
    case 'closed':
      return closedTone(screen.why)
    case 'not_for_customers':
      return 'attend'
    case 'shelf':
    case 'pay':
    case 'code':
    case 'card':
    case 'prepaid':
    case 'pour':
    case 'tending':
      return 'neutral'
  }
}

function WaterKiosk(props: { snapshot: PanelSnapshot }) {
  const { language } = useSpeech()
  const screen = createMemo(() => waterScreen(props.snapshot))
  const only = <Kind extends WaterScreen['kind']>(kind: Kind): Extract<WaterScreen, { kind: Kind }> | undefined => {
    const now = screen()
    return isKind(now, kind) ? now : undefined
  }
  const paying = () => {
    const now = screen()
    return isPaying(now) ? now : undefined
  }
  return (
    <Switch>
      <Match when={only('shelf')}>{now => <ShelfScreen screen={now()} />}</Match>
      <Match when={paying()}>
        {now => (
          <PayingScreens
            screen={now()}
            takes={props.snapshot.water?.sale?.takes}
            art={<VesselDrawing volumeMl={now().volumeMl} ml={now().volumeMl} />}
            what={volumeText(language(), now().volumeMl)}
          />
        )}
      </Match>
      <Match when={only('pour')}>{now => <PourScreen screen={now()} />}</Match>
      <Match when={only('thanks')}>{now => <ThanksScreen outcome={now().outcome} />}</Match>
      <Match when={only('tending')}>{now => <TendingScreen screen={now()} />}</Match>
      <Match when={only('closed')}>{now => <ClosedScreen screen={now()} />}</Match>
      <Match when={only('not_for_customers')}>
        <NotForCustomers />
      </Match>
    </Switch>
  )
}

function isKind<Kind extends WaterScreen['kind']>(screen: WaterScreen, kind: Kind): screen is Extract<WaterScreen, { kind: Kind }> {
  return screen.kind === kind
}
