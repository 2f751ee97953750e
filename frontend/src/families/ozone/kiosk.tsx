/** The treatment machine's kiosk: one screen per phase of the sale. */
import { createMemo, Match, Switch } from 'solid-js'
import type { KioskFamily } from '../../kiosk/family.ts'
import { NotForCustomers } from '../../kiosk/message.tsx'
import { isPaying, PayingScreens, saleProgress } from '../../kiosk/sale/paying.tsx'
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import type { Tone } from '../../kiosk/tone.ts'
import { ChooseScreen } from './kiosk-choose.tsx'
import { ClosedScreen, CoolingScreen } from './kiosk-closed.tsx'
import { closedTone } from './kiosk-reasons.ts'
import { RunScreen } from './kiosk-run.tsx'
import { ozoneScreen, type OzoneScreen } from './kiosk-screen.ts'
import { ThanksScreen } from './kiosk-thanks.tsx'
import { lengthOf } from './kiosk-time.ts'
import { useOzoneWords } from './kiosk-words/words.ts'

export const ozoneKiosk: KioskFamily = {
  tone: snapshot => toneOf(ozoneScreen(snapshot)),
  resting: ({ ozone }) => ozone?.sale === undefined || ozone.sale.phase === 'idle' || ozone.sale.phase === 'closed',
  progress: ({ ozone }) => saleProgress(ozone?.sale),
  View: OzoneKiosk,
}

function toneOf(screen: OzoneScreen): Tone {
  switch (screen.kind) {
    case 'thanks':
      return screen.outcome.result === 'success' ? 'go' : screen.outcome.result === 'failed' ? 'attend' : 'neutral'
    case 'closed':
      return closedTone(screen.why)
    case 'not_for_customers':
      return 'attend'
    default:
      return 'neutral'
  }
}

function OzoneKiosk(props: { snapshot: PanelSnapshot }) {
  const words = useOzoneWords()
  const screen = createMemo(() => ozoneScreen(props.snapshot))
  const only = <Kind extends OzoneScreen['kind']>(kind: Kind): Extract<OzoneScreen, { kind: Kind }> | undefined => {
    const now = screen()
    return isKind(now, kind) ? now : undefined
  }
  const paying = () => {
    const now = screen()
    return isPaying(now) ? now : undefined
  }
  return (
    <Switch>
      <Match when={only('choose')}>{now => <ChooseScreen screen={now()} />}</Match>
      <Match when={paying()}>
        {now => (
          <PayingScreens
            screen={now()}
            takes={props.snapshot.ozone?.sale?.takes}
            art={<Chosen seconds={now().seconds} />}
            what={words().name[now().treatment]}
          />
        )}
      </Match>
      <Match when={only('run')}>{now => <RunScreen screen={now()} />}</Match>
      <Match when={only('thanks')}>{now => <ThanksScreen outcome={now().outcome} />}</Match>
      <Match when={only('cooling')}>{now => <CoolingScreen screen={now()} />}</Match>
      <Match when={only('closed')}>{now => <ClosedScreen screen={now()} />}</Match>
      <Match when={only('not_for_customers')}>
        <NotForCustomers />
      </Match>
    </Switch>
  )
}

/** How long what was chosen runs, small beside its price. */
function Chosen(props: { seconds: number }) {
  const words = useOzoneWords()
  const length = () => lengthOf(props.seconds, words())
  return (
    <span class="chosen-time">
      <strong>{length().figure}</strong> {length().unit}
    </span>
  )
}

function isKind<Kind extends OzoneScreen['kind']>(screen: OzoneScreen, kind: Kind): screen is Extract<OzoneScreen, { kind: Kind }> {
  return screen.kind === kind
}
