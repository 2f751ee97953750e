/** The screens of paying for what was chosen at a machine, whatever it sells. */
import { type JSX, Match, Switch } from 'solid-js'
import { payByCard, payByQris } from '../panel.ts'
import { CardScreen } from '../pay/card.tsx'
import { QrisScreen } from '../pay/qris.tsx'
import type { PanelMoney } from '../snapshot.ts'
import { CheckingCard, PayScreen } from './pay.tsx'
import type { Paying } from './ways.ts'

/** Changes whenever something happened for the customer. */
export function saleProgress(sale: (PanelMoney & { phase: string }) | undefined): string {
  return [sale?.phase, sale?.session_id, sale?.paid_amount, sale?.qris?.state, sale?.card?.state, sale?.prepaid?.state].join(' ')
}

/** `art` and `what` are of what was chosen. */
export function PayingScreens(props: { screen: Paying; takes: PanelMoney['takes']; art: JSX.Element; what: string }) {
  const is = <Kind extends Paying['kind']>(kind: Kind) => narrowed(props.screen, kind)
  const takesCash = () => props.takes !== undefined && (props.takes.notes || props.takes.coins)
  return (
    <Switch>
      <Match when={is('pay')}>{now => <PayScreen screen={now()} art={props.art} what={props.what} />}</Match>
      <Match when={is('code')}>
        {now => <QrisScreen qris={now().qris} due={now().due} takesCash={takesCash()} onAct={act => void payByQris('sale', act)} />}
      </Match>
      <Match when={is('card')}>
        {now => <CardScreen state={now().state} due={now().due} onAct={act => void payByCard('sale', act)} />}
      </Match>
      <Match when={is('prepaid')}>
        <CheckingCard />
      </Match>
    </Switch>
  )
}

/** Whether a screen of a machine that sells is one of paying. */
export function isPaying<Screen extends { kind: string }>(screen: Screen): screen is Extract<Screen, Paying> {
  return ['pay', 'code', 'card', 'prepaid'].includes(screen.kind)
}

function narrowed<Kind extends Paying['kind']>(screen: Paying, kind: Kind): Extract<Paying, { kind: Kind }> | undefined {
  return isKind(screen, kind) ? screen : undefined
}

function isKind<Kind extends Paying['kind']>(screen: Paying, kind: Kind): screen is Extract<Paying, { kind: Kind }> {
  return screen.kind === kind
}
