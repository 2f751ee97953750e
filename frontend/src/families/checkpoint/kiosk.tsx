/** The checkpoint's screen: which step a tap means, what the last one was, and what waits for the hub. */
import type { HandoverStep } from '@palang/protocol'
import { createEffect, createMemo, createSignal, For, type JSX, Match, on, onCleanup, Show, Switch } from 'solid-js'
import type { KioskFamily } from '../../kiosk/family.ts'
import { Message } from '../../kiosk/message.tsx'
import { DoneSign, StopSign, WarningSign, Working } from '../../kiosk/signs.tsx'
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import { useSpeech } from '../../kiosk/speech.ts'
import { canReadTags, readTags } from './kiosk-nfc.ts'
import { ReceiptForm } from './kiosk-receipt.tsx'
import { checkpointScreen, type CheckpointScreen, type Mark, type Scanned, toneOf } from './kiosk-screen.ts'
import { type ScanHere, sendScan, sendStep } from './kiosk-send.ts'
import { TypeForm } from './kiosk-type.tsx'
import { refusalIn, useCheckpointWords } from './kiosk-words/words.ts'
import './kiosk.css'

export const checkpointKiosk: KioskFamily = {
  tone: snapshot => toneOf(checkpointScreen(snapshot)),
  resting: () => true,
  progress: snapshot => {
    const screen = checkpointScreen(snapshot)
    return screen.kind === 'broken' ? '' : (screen.last?.id ?? '')
  },
  View: CheckpointKiosk,
}

type Scanning = Extract<CheckpointScreen, { kind: 'scanning' }>

function CheckpointKiosk(props: { snapshot: PanelSnapshot }) {
  const words = useCheckpointWords()
  const screen = createMemo(() => checkpointScreen(props.snapshot))
  const scanning = () => {
    const now = screen()
    return now.kind === 'scanning' ? now : undefined
  }
  return (
    <Show when={scanning()} fallback={<Message title={words().broken} body={words().brokenBody} art={<WarningSign />} urgesHelp />}>
      {now => <Desk screen={now()} online={props.snapshot.hub.online} />}
    </Show>
  )
}

type Work = 'scan' | 'type' | 'receipt'

function Desk(props: { screen: Scanning; online: boolean }) {
  const [work, setWork] = createSignal<Work>('scan')
  const desk = sending(() => props.screen)
  // Who held a container to the reader wants to see what came of it.
  createEffect(
    on(
      () => props.screen.last?.id,
      () => setWork(now => (now === 'type' ? 'scan' : now)),
      { defer: true },
    ),
  )
  const back = () => setWork('scan')
  return (
    <Switch>
      <Match when={work() === 'scan'}>
        <ScanScreen screen={props.screen} online={props.online} desk={desk} onWork={setWork} />
      </Match>
      <Match when={work() === 'type'}>
        <TypeForm
          onBack={back}
          onScan={(tag, temperatureDc) => {
            back()
            desk.scan(tag, 'typed', temperatureDc)
          }}
        />
      </Match>
      <Match when={work() === 'receipt'}>
        <ReceiptForm onBack={back} />
      </Match>
    </Switch>
  )
}

type SendingDesk = ReturnType<typeof sending>

/** Scans sent from this screen, one after the other: what is under way is only read, not kept. */
function sending(screen: () => Scanning) {
  const [reading, setReading] = createSignal<string>()
  const [answered, setAnswered] = createSignal<Scanned>()
  const [refused, setRefused] = createSignal<string>()
  const [phone, setPhone] = createSignal<'off' | 'reads' | 'refused'>('off')
  const stop = new AbortController()
  let line = Promise.resolve()
  onCleanup(() => stop.abort())
  // The panel's own word on what was scanned last takes the place of the answer.
  createEffect(
    on(
      () => JSON.stringify(screen().last),
      () => setAnswered(undefined),
      { defer: true },
    ),
  )

  async function send(scan: ScanHere): Promise<void> {
    setReading(scan.tag)
    setRefused(undefined)
    const sent = await sendScan(scan)
    setReading(undefined)
    if ('refused' in sent) setRefused(sent.refused)
    else if (sent.done.id !== screen().last?.id) setAnswered(sent.done)
  }
  const scan = (tag: string, source: ScanHere['source'], temperatureDc?: number) => {
    const { step } = screen()
    line = line.then(() => send({ tag, step, source, temperatureDc }))
  }
  return {
    reading,
    refused,
    phone,
    last: () => answered() ?? screen().last,
    scan,
    choose: (step: HandoverStep) => void sendStep(step).then(setRefused),
    readWithPhone: () => void readTags(stop.signal, tag => scan(tag, 'phone')).then(reads => setPhone(reads ? 'reads' : 'refused')),
  }
}

function ScanScreen(props: { screen: Scanning; online: boolean; desk: SendingDesk; onWork(work: Work): void }) {
  const words = useCheckpointWords()
  return (
    <section class="checkpoint">
      <div class="steps" role="group">
        <For each={props.screen.steps}>
          {step => (
            <button
              type="button"
              class="step"
              aria-pressed={step === props.screen.step}
              onClick={() => step !== props.screen.step && props.desk.choose(step)}
            >
              {words().step[step]}
            </button>
          )}
        </For>
      </div>
      <Outcome desk={props.desk} />
      <div class="checkpoint-foot">
        <Figures screen={props.screen} online={props.online} />
        <div class="checkpoint-acts">
          <Show when={canReadTags()}>
            <button type="button" class="dock-button" disabled={props.desk.phone() === 'reads'} onClick={() => props.desk.readWithPhone()}>
              {props.desk.phone() === 'reads' ? words().phoneReads : words().phone}
            </button>
          </Show>
          <button type="button" class="dock-button" onClick={() => props.onWork('type')}>
            {words().type}
          </button>
          <button type="button" class="dock-button" onClick={() => props.onWork('receipt')}>
            {words().sign}
          </button>
        </div>
      </div>
    </section>
  )
}

function Outcome(props: { desk: SendingDesk }) {
  const words = useCheckpointWords()
  const refusal = () => {
    const code = props.desk.refused()
    if (code !== undefined) return refusalIn(words(), code)
    return props.desk.phone() === 'refused' ? words().phoneRefused : undefined
  }
  return (
    <Switch fallback={<Words title={words().ready} body={words().readyBody} />}>
      <Match when={props.desk.reading()}>
        {tag => <Words title={words().reading} body={words().readingBody(tag())} art={<Working />} />}
      </Match>
      <Match when={refusal()}>{why => <Words title={why()} art={<WarningSign />} />}</Match>
      <Match when={props.desk.last()} keyed>
        {last => <Last scan={last} />}
      </Match>
    </Switch>
  )
}

function Last(props: { scan: Scanned }) {
  const words = useCheckpointWords()
  const { say } = useSpeech()
  const step = () => (props.scan.step === null ? words().unknownStep : words().step[props.scan.step])
  const when = () => (props.scan.at === null ? step() : words().recorded(step(), say().clock(props.scan.at)))
  return (
    <Words title={props.scan.name} art={<Sign mark={props.scan.mark} />}>
      <p class="checkpoint-school">{[props.scan.school, when()].filter(part => part !== null).join(' · ')}</p>
      <For each={props.scan.warnings.slice(0, 2)}>{warning => <p class="checkpoint-warning">{words().warnings[warning]}</p>}</For>
      <Show when={props.scan.repeated}>
        <p>{words().repeated}</p>
      </Show>
    </Words>
  )
}

function Sign(props: { mark: Mark }) {
  return (
    <Switch fallback={<DoneSign />}>
      <Match when={props.mark === 'wrong'}>
        <StopSign />
      </Match>
      <Match when={props.mark === 'odd'}>
        <TickWithWarning />
      </Match>
    </Switch>
  )
}

/** Recorded, but look: the tick of what is well inside the sign of a warning. */
function TickWithWarning() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <path class="sign-ground" d="M84 26 q16 -26 32 0 l74 128 q12 28 -18 30 H28 q-30 -2 -18 -30 Z" />
      <path class="sign-mark" d="M68 122 l24 24 l42 -52" />
    </svg>
  )
}

function Words(props: { title: string; body?: string; art?: JSX.Element; children?: JSX.Element }) {
  return (
    <div class="checkpoint-last">
      <div class="checkpoint-sign">{props.art}</div>
      <div class="checkpoint-words">
        <h1>{props.title}</h1>
        <Show when={props.body}>
          <p>{props.body}</p>
        </Show>
        {props.children}
      </div>
    </div>
  )
}

function Figures(props: { screen: Scanning; online: boolean }) {
  const words = useCheckpointWords()
  const { say } = useSpeech()
  const count = () => {
    const { count: done, expected } = props.screen
    return expected === null ? words().count(say().number(done)) : words().countOf(say().number(done), say().number(expected))
  }
  const sync = () => {
    const { backlog, lastSyncAt } = props.screen
    const waiting = say().number(backlog)
    if (lastSyncAt === null) return backlog === 0 ? words().nothingSent : words().waitingNever(waiting)
    const at = say().moment(lastSyncAt)
    return backlog === 0 ? words().allSent(at) : words().waiting(waiting, at)
  }
  return (
    <div class="checkpoint-figures">
      <p>
        <Show when={props.screen.place}>{place => <strong class="checkpoint-place">{`${place()}: `}</strong>}</Show>
        <strong>{count()}</strong>
      </p>
      <p>{`${props.online ? words().online : words().offline} · ${sync()}`}</p>
    </div>
  )
}
