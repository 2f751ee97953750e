/** The gate's kiosk: one screen per phase of the lane. */
import type { GateRole } from '@palang/protocol'
import { type Accessor, createMemo, Match, Show, Switch } from 'solid-js'
import type { KioskFamily } from '../../kiosk/family.ts'
import { Message } from '../../kiosk/message.tsx'
import { DoneSign, FullSign, StopSign, WarningSign, Working } from '../../kiosk/signs.tsx'
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import type { Tone } from '../../kiosk/tone.ts'
import { DriveScene } from './kiosk-drive-scene.tsx'
import { wordIn } from './kiosk-line-text.ts'
import { PaidScreen } from './kiosk-paid.tsx'
import { PayScreen } from './kiosk-pay.tsx'
import { PresentScreen } from './kiosk-present.tsx'
import { refusalTone } from './kiosk-reasons.ts'
import { Settled } from './kiosk-settled.tsx'
import { type GateScreen, gateScreen, type GateView, type WhyNot } from './kiosk-screen.ts'
import { TicketScreen } from './kiosk-ticket.tsx'
import { gateView } from './kiosk-view.ts'
import './kiosk.css'

export const gateKiosk: KioskFamily = {
  tone(snapshot) {
    const view = gateView(snapshot)
    return view === undefined ? 'attend' : toneOf(gateScreen(view))
  },
  resting: snapshot => snapshot.lane?.phase === 'idle' || snapshot.lane?.phase === 'disabled',
  progress: ({ lane }) => `${lane?.phase} ${lane?.visit_id} ${lane?.paid_amount} ${lane?.qris?.state} ${lane?.card?.state}`,
  View: GateKiosk,
}

function toneOf(screen: GateScreen): Tone {
  switch (screen.kind) {
    case 'ticket':
    case 'go':
    case 'paid':
    case 'held':
      return 'go'
    case 'refused':
      return refusalTone[screen.refusal]
    case 'out_of_order':
    case 'full':
      return 'attend'
    case 'closing':
      return screen.direction === 'in' || screen.nextWaits ? 'attend' : 'neutral'
    case 'welcome':
    case 'present':
    case 'checking':
    case 'pay':
      return 'neutral'
  }
}

function GateKiosk(props: { snapshot: PanelSnapshot }) {
  const view = createMemo(() => gateView(props.snapshot))
  return (
    <Show when={view()} fallback={<OutOfOrder why="fault" direction="out" />}>
      {shown => <GateScreens view={shown} />}
    </Show>
  )
}

function GateScreens(props: { view: Accessor<GateView> }) {
  const screen = createMemo(() => gateScreen(props.view()))
  const only = <Kind extends GateScreen['kind']>(kind: Kind): Extract<GateScreen, { kind: Kind }> | undefined => {
    const now = screen()
    return isKind(now, kind) ? now : undefined
  }
  return (
    <Switch>
      <Match when={only('welcome')}>{now => <Welcome screen={now()} view={props.view()} />}</Match>
      <Match when={only('present')}>{now => <PresentScreen direction={now().direction} />}</Match>
      <Match when={only('full')}>{now => <Full screen={now()} />}</Match>
      <Match when={only('checking')}>
        <Checking />
      </Match>
      <Match when={only('refused')}>{now => <Refused screen={now()} />}</Match>
      <Match when={only('pay')}>{now => <PayScreen screen={now()} />}</Match>
      <Match when={only('paid')}>{now => <PaidScreen screen={now()} />}</Match>
      <Match when={only('ticket')}>{now => <TicketScreen screen={now()} />}</Match>
      <Match when={only('go')}>{now => <Go screen={now()} view={props.view()} />}</Match>
      <Match when={only('closing')}>{now => <Closing screen={now()} view={props.view()} />}</Match>
      <Match when={only('held')}>{now => <Held screen={now()} view={props.view()} />}</Match>
      <Match when={only('out_of_order')}>{now => <OutOfOrder why={now().why} direction={now().direction} />}</Match>
    </Switch>
  )
}

function isKind<Kind extends GateScreen['kind']>(screen: GateScreen, kind: Kind): screen is Extract<GateScreen, { kind: Kind }> {
  return screen.kind === kind
}

type Only<Kind extends GateScreen['kind']> = { screen: Extract<GateScreen, { kind: Kind }> }

function Welcome(props: Only<'welcome'> & { view: GateView }) {
  const { words } = useSpeech()
  const text = () => {
    const { gate } = words()
    return props.screen.direction === 'in'
      ? { title: gate.welcomeIn, body: gate.welcomeInBody }
      : { title: gate.welcomeOut, body: gate.welcomeOutBody }
  }
  return <Message title={text().title} body={text().body} wide art={<DriveScene barrier={props.view.barrier} lead="approach" />} />
}

/** Which class is full, and what is possible all the same; it goes away by itself when a place becomes free. */
function Full(props: Only<'full'>) {
  const { words } = useSpeech()
  return (
    <Message
      title={wordIn(words().full.title, props.screen.vehicleClass) ?? words().full.other}
      body={props.screen.members ? words().full.members : words().full.nobody}
      art={<FullSign />}
    />
  )
}

function Checking() {
  const { words } = useSpeech()
  return <Message title={words().gate.checking} body={words().gate.checkingBody} art={<Working />} />
}

function Refused(props: Only<'refused'>) {
  const { words } = useSpeech()
  const text = () => words().refused[props.screen.refusal]
  return (
    <Message
      title={text().title}
      body={text().body}
      art={
        <Switch fallback={<StopSign />}>
          <Match when={props.screen.refusal === 'lot_full'}>
            <FullSign />
          </Match>
          <Match when={refusalTone[props.screen.refusal] === 'attend'}>
            <WarningSign />
          </Match>
        </Switch>
      }
    />
  )
}

function Go(props: Only<'go'> & { view: GateView }) {
  const { words } = useSpeech()
  const body = () => {
    if (props.screen.changeMissing) return words().pay.changeMissing
    if ((props.screen.bill?.change ?? 0) > 0) return words().pay.takeChange
    if (props.screen.lookUp) return words().gate.lookUp
    return props.screen.open ? words().gate.open : words().gate.opening
  }
  return (
    <Message
      title={props.screen.direction === 'in' ? words().gate.goIn : words().gate.goOut}
      body={body()}
      wide
      urgesHelp={props.screen.changeMissing}
      art={<DriveScene barrier={props.view.barrier} lead="through" />}
    >
      <Show when={props.screen.bill}>{bill => <Settled bill={bill()} />}</Show>
      <Show when={props.screen.validDays !== undefined}>
        <p class="settled">{words().gate.validFor(props.screen.validDays ?? 0)}</p>
      </Show>
    </Message>
  )
}

function Closing(props: Only<'closing'> & { view: GateView }) {
  const { words } = useSpeech()
  const text = () => {
    const { gate } = words()
    if (props.screen.nextWaits) return { title: gate.closingIn, body: gate.closingNext }
    return props.screen.direction === 'in'
      ? { title: gate.closingIn, body: gate.closingInBody }
      : { title: gate.thanks, body: gate.thanksBody }
  }
  const thanks = () => props.screen.direction === 'out' && !props.screen.nextWaits
  return (
    <Message
      title={text().title}
      body={text().body}
      wide={!thanks()}
      art={
        <Show when={thanks()} fallback={<DriveScene barrier={props.view.barrier} lead="wait" />}>
          <DoneSign />
        </Show>
      }
    />
  )
}

function Held(props: Only<'held'> & { view: GateView }) {
  const { words } = useSpeech()
  return (
    <Message
      title={words().gate.heldTitle}
      body={props.screen.open ? words().gate.heldBody : words().gate.heldOpening}
      wide
      art={<DriveScene barrier={props.view.barrier} lead="through" />}
    />
  )
}

function OutOfOrder(props: { why: WhyNot; direction: GateRole }) {
  const { words } = useSpeech()
  const text = () => (props.direction === 'pay' ? words().station.outOfOrder : words().gate.outOfOrder[props.why])
  return <Message title={text().title} body={text().body} art={<WarningSign />} />
}
