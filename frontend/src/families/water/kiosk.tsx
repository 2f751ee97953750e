/** The water machine's kiosk: one screen per phase of the sale. */
import { createMemo, Match, Switch } from 'solid-js'
import type { KioskFamily } from '../../kiosk/family.ts'
import { Message } from '../../kiosk/message.tsx'
import { payByCard, payByQris } from '../../kiosk/panel.ts'
import { CardScreen } from '../../kiosk/pay/card.tsx'
import { QrisScreen } from '../../kiosk/pay/qris.tsx'
import { WarningSign, Working } from '../../kiosk/signs.tsx'
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import type { Tone } from '../../kiosk/tone.ts'
import { ClosedScreen, TendingScreen } from './kiosk-closed.tsx'
import { PayScreen } from './kiosk-pay.tsx'
import { PourScreen } from './kiosk-pour.tsx'
import { closedTone } from './kiosk-reasons.ts'
import { waterScreen, type WaterScreen } from './kiosk-screen.ts'
import { ShelfScreen } from './kiosk-shelf.tsx'
import { ThanksScreen } from './kiosk-thanks.tsx'
import { useWaterWords } from './kiosk-words/words.ts'

export const waterKiosk: KioskFamily = {
  tone: snapshot => toneOf(waterScreen(snapshot)),
  resting: ({ water }) => water?.sale === undefined || water.sale.phase === 'idle' || water.sale.phase === 'closed',
  progress({ water }) {
    const sale = water?.sale
    return [sale?.phase, sale?.session_id, sale?.paid_amount, sale?.qris?.state, sale?.card?.state, sale?.prepaid?.state].join(' ')
  },
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
  const screen = createMemo(() => waterScreen(props.snapshot))
  const only = <Kind extends WaterScreen['kind']>(kind: Kind): Extract<WaterScreen, { kind: Kind }> | undefined => {
    const now = screen()
    return isKind(now, kind) ? now : undefined
  }
  const takesCash = () => {
    const takes = props.snapshot.water?.sale?.takes
    return takes !== undefined && (takes.notes || takes.coins)
  }
  return (
    <Switch>
      <Match when={only('shelf')}>{now => <ShelfScreen screen={now()} />}</Match>
      <Match when={only('pay')}>{now => <PayScreen screen={now()} />}</Match>
      <Match when={only('code')}>
        {now => <QrisScreen qris={now().qris} due={now().due} takesCash={takesCash()} onAct={act => void payByQris('sale', act)} />}
      </Match>
      <Match when={only('card')}>
        {now => <CardScreen state={now().state} due={now().due} onAct={act => void payByCard('sale', act)} />}
      </Match>
      <Match when={only('prepaid')}>
        <Checking />
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

function Checking() {
  const words = useWaterWords()
  return <Message title={words().pay.checking} body={words().pay.checkingBody} art={<Working />} />
}

function NotForCustomers() {
  const { words } = useSpeech()
  return <Message title={words().frame.notYetTitle} body={words().frame.notYetBody} art={<WarningSign />} urgesHelp />
}
