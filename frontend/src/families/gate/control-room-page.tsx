/** The control room: every gate with its picture, what stands there, and the few acts that cannot wait for another page. */
import { A, useNavigate } from '@solidjs/router'
import { Key } from '@solid-primitives/keyed'
import { createMemo, createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { gateApi } from '../../api/gate-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { openCalls } from './attention.ts'
import { camerasInTurn } from './camera-turns.ts'
import { ReasonFields } from '../../site/reason-fields.tsx'
import { gateHeadline, isPayStation } from './gate-words.ts'
import { HelpDesk } from './help-desk.tsx'
import { useOperatorWords } from './operator-words/operator-words.ts'
import { createReason } from '../../site/reason-choice.ts'
import { RoomCamera } from './room-camera.tsx'
import './control-room.css'
import { EveryGate } from './every-gate.tsx'

/** A camera's turn, where there are more than can be watched at once. */
const turnMs = 6_000
const openForSeconds = 10

type Act = 'open' | 'hold' | 'release'

export default function ControlRoom(): JSX.Element {
  const say = useOperatorWords()
  const site = useSite()
  const gates = () => site.machines()?.filter(row => row.view.family === 'gate')
  return (
    <>
      <PageHead title={say('room.title')}>
        <span class="text-muted max-sm:hidden">{say('room.lead')}</span>
      </PageHead>
      <EveryGate gates={gates()} waiting={<SkeletonRows rows={6} />}>
        {list => <Room gates={list()} />}
      </EveryGate>
    </>
  )
}

function Room(props: { gates: MachineRow[] }): JSX.Element {
  const say = useOperatorWords()
  const account = useAccount()
  const [asking, setAsking] = createSignal<{ gate: MachineRow; act: Act }>()
  const [callId, setCallId] = createSignal<string>()
  const calls = createMemo(() => openCalls(props.gates))
  const watched = useTurns(() => props.gates.filter(hasCamera).map(({ id }) => id))
  const callOf = (gate: MachineRow) => calls().find(call => call.gateId === gate.id)
  const ask = (gate: MachineRow, act: Act) => void (account.mayOperate() && !isPayStation(gate) && setAsking({ gate, act }))
  const answer = (gate: MachineRow) => void (account.mayOperate() && setCallId(callOf(gate)?.callId))
  const keys = useRoomKeys(() => props.gates, { ask, answer })
  return (
    <>
      <div class="room" role="list" onKeyDown={keys}>
        <Key each={props.gates} by="id">
          {gate => (
            <RoomTile
              gate={gate()}
              watched={watched().includes(gate().id)}
              calls={callOf(gate()) !== undefined}
              onAct={act => ask(gate(), act)}
              onAnswer={() => answer(gate())}
            />
          )}
        </Key>
      </div>
      <p class="mt-4 text-[13px] text-muted max-md:hidden">{say('room.keys')}</p>
      <AskAct asked={asking()} onClose={() => setAsking(undefined)} />
      <HelpDesk call={calls().find(call => call.callId === callId())} onClose={() => setCallId(undefined)} />
    </>
  )
}

function hasCamera(row: MachineRow): boolean {
  return row.live?.hardware?.camera !== undefined
}

/** Whose camera is watched now; nobody's while the page is hidden. */
function useTurns(ids: () => readonly string[]): () => readonly string[] {
  const [round, setRound] = createSignal(0)
  const [hidden, setHidden] = createSignal(document.hidden)
  const look = () => setHidden(document.hidden)
  const timer = setInterval(() => setRound(now => now + 1), turnMs)
  onMount(() => document.addEventListener('visibilitychange', look))
  onCleanup(() => {
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
  })
  return createMemo(() => (hidden() ? [] : camerasInTurn(ids(), round())), [], {
    equals: (a, b) => a.length === b.length && a.every((id, index) => id === b[index]),
  })
}

/** Arrows move between the gates; one letter is one act on the gate in focus. */
function useRoomKeys(
  gates: () => readonly MachineRow[],
  acts: { ask: (gate: MachineRow, act: Act) => void; answer: (gate: MachineRow) => void },
): (event: KeyboardEvent & { currentTarget: HTMLElement }) => void {
  const navigate = useNavigate()
  return event => {
    const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-gate]')]
    const at = tiles.findIndex(tile => tile.contains(document.activeElement))
    const gate = gates().find(({ id }) => id === tiles[at]?.dataset['gate'])
    if (gate === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step !== undefined) tiles[(at + step + tiles.length) % tiles.length]?.focus()
    else if (event.key === 'b') acts.ask(gate, 'open')
    else if (event.key === 't') acts.ask(gate, gate.live?.system?.lane?.hold === undefined ? 'hold' : 'release')
    else if (event.key === 'j') acts.answer(gate)
    else if (event.key === 'Enter' && event.target === tiles[at]) navigate(`/gates/${gate.id}`)
    else return
    event.preventDefault()
  }
}

function RoomTile(props: {
  gate: MachineRow
  watched: boolean
  calls: boolean
  onAct: (act: Act) => void
  onAnswer: () => void
}): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const account = useAccount()
  const lane = () => props.gate.live?.system?.lane
  const stale = () => props.gate.tone === 'stale'
  const present = () => {
    const who = lane()?.card_id ?? lane()?.ticket
    if (who !== undefined) return who
    if (isPayStation(props.gate)) return say(lane()?.visit_id === undefined ? 'room.nobody' : 'room.customer')
    return say(props.gate.live?.gate?.loop1 === true ? 'room.vehicle' : 'room.empty')
  }
  return (
    <div class={`tile ${props.gate.tone} room-tile`} role="listitem" tabindex="0" data-gate={props.gate.id} aria-label={props.gate.name}>
      <RoomCamera gate={props.gate} hasCamera={hasCamera(props.gate)} watched={props.watched} />
      <div class="room-about">
        <div class="flex items-baseline justify-between gap-2.5">
          <A href={`/gates/${props.gate.id}`} class="truncate font-[620]">
            {props.gate.name}
          </A>
          <Show
            when={lane()?.session_id}
            fallback={<span class="text-[13px] whitespace-nowrap text-muted">{stale() ? '' : present()}</span>}
          >
            {id => (
              <A href={`/sessions/${id()}`} class="link text-[13px] whitespace-nowrap">
                {present()}
              </A>
            )}
          </Show>
        </div>
        <StateWord tone={props.gate.tone} word={stale() ? i18n.t('machine.notHeard') : gateHeadline(i18n, props.gate).word} />
        <Show when={account.mayOperate()}>
          <div class="room-acts">
            <Show when={props.calls}>
              <button type="button" class="btn btn-primary" onClick={() => props.onAnswer()}>
                {say('help.answer')}
              </button>
            </Show>
            <Show when={!isPayStation(props.gate)}>
              <button type="button" class="btn" onClick={() => props.onAct('open')}>
                {say('room.open')}
              </button>
              <button type="button" class="btn" onClick={() => props.onAct(lane()?.hold === undefined ? 'hold' : 'release')}>
                {say(lane()?.hold === undefined ? 'room.holdLane' : 'room.releaseLane')}
              </button>
            </Show>
          </div>
        </Show>
      </div>
    </div>
  )
}

const titles = { open: 'room.openTitle', hold: 'room.holdLaneTitle', release: 'room.releaseLaneTitle' } as const
const texts = { open: 'room.openText', hold: 'room.holdLaneText', release: 'room.releaseLaneText' } as const
const words = { open: 'room.open', hold: 'room.holdLane', release: 'room.releaseLane' } as const

function AskAct(props: { asked: { gate: MachineRow; act: Act } | undefined; onClose: () => void }): JSX.Element {
  const say = useOperatorWords()
  const reason = createReason()
  const act = () => props.asked?.act ?? 'open'
  const run = async () => {
    const text = reason.text()
    if (props.asked === undefined || text === undefined) return
    const { gate } = props.asked
    if (act() === 'open') await api.controlGate(gate.id, { action: 'open', duration: openForSeconds, reason: text })
    else await gateApi.holdLane(gate.id, act() === 'hold', text)
    reason.spent(text)
  }
  return (
    <Confirm
      open={props.asked !== undefined}
      onClose={props.onClose}
      title={say(titles[act()], { gate: props.asked?.gate.name ?? '' })}
      text={say(texts[act()])}
      confirm={say(words[act()])}
      danger={act() === 'hold'}
      ready={reason.text() !== undefined}
      run={run}
    >
      <ReasonFields reason={reason} missing={false} />
    </Confirm>
  )
}
