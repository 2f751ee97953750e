/** Hands at the simulated gates: a vehicle, a card, a note, and what the board says really moved. */
import type { RunningSite } from './running-site.ts'
import { until } from './until.ts'

export interface GateView {
  board: { connected: boolean; gate: string; actuations: number; lifts: number }
  cash: { enabled: boolean; stacked_total: number; inside?: string | null } | null
  lane: { place: string; passages: number; turned_back: number }
}

export interface SessionView {
  id: string
  state: string
  card_id: string | null
  ticket: string | null
  amount: number | null
  paid_amount: number
  entry_evidence: string | null
  exit_evidence: string | null
  outcome: string | null
  closed_at: string | null
}

export interface GateHands {
  view(): Promise<GateView>
  arrive(plate?: string): Promise<void>
  tap(cardId: string, kind?: 'RFID' | 'QR'): Promise<void>
  act(name: string, body?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Puts a note in as soon as the acceptor takes notes; fails when it does not keep it. */
  pay(amount: number): Promise<void>
  /** Lets the vehicle drive through and waits until it has. */
  driveThrough(): Promise<void>
  /** Whether the controller itself says that it has the hub. */
  isLinked(): Promise<boolean>
  /** Waits for a phase of the kiosk. */
  phase(phase: string): Promise<Record<string, unknown>>
}

/** Hands at one gate of a running site. */
export function handsAt(site: RunningSite, gateId: string): GateHands {
  const view = async () => ((await site.simulate('/state'))['gates'] as Record<string, GateView>)[gateId] as GateView
  const act: GateHands['act'] = (name, body = {}) => site.simulate(`/gates/${gateId}/${name}`, body)
  const panel = async () => {
    const answer = await fetch(`${site.panels[gateId]?.replace(/\/$/, '')}/api/status`)
    return (await answer.json()) as { lane: Record<string, unknown>; hub: { online: boolean } }
  }
  const lane = async () => (await panel()).lane
  return {
    view,
    act,
    async arrive(plate) {
      await act('vehicle', plate === undefined ? {} : { plate })
      await until(`a vehicle at ${gateId}`, async () => (await lane())['phase'] !== 'idle')
    },
    async tap(cardId, kind = 'RFID') {
      await act('tap', { card_id: cardId, kind })
    },
    async pay(amount) {
      await site.simulate('/wait', { gate: gateId, cash: 'enabled' })
      const { outcome } = await act('pay', { amount })
      if (outcome !== 'stacked') throw new Error(`the note of ${amount} was ${String(outcome)}`)
    },
    async driveThrough() {
      const before = (await view()).lane.passages
      await act('drive-through')
      await until(`a passage at ${gateId}`, async () => (await view()).lane.passages > before, { timeoutMs: 60_000 })
    },
    isLinked: async () => (await panel()).hub.online,
    phase(phase) {
      let seen: unknown
      return until(
        `${gateId} to be ${phase}`,
        async () => {
          const now = await lane()
          seen = now
          return now['phase'] === phase ? now : undefined
        },
        { describe: () => seen },
      )
    },
  }
}

/** The newest session of a card, once `fits` holds. */
export function sessionOf(site: RunningSite, cardId: string, fits: (session: SessionView) => boolean): Promise<SessionView> {
  let seen: SessionView | undefined
  return until(
    `a session of ${cardId}`,
    async () => {
      const { body } = await site.api('GET', `/api/sessions?search=${encodeURIComponent(cardId)}`)
      seen = (body['items'] as SessionView[])[0]
      return seen !== undefined && fits(seen) ? seen : undefined
    },
    { timeoutMs: 40_000, describe: () => seen },
  )
}

/** Active alarms by code. */
export async function activeAlarms(site: RunningSite): Promise<{ code: string; machine_id: string; severity: string }[]> {
  const { body } = await site.api('GET', '/api/alarms?state=active')
  return body['items'] as { code: string; machine_id: string; severity: string }[]
}

/** A vehicle goes in with a card and is inside afterwards. */
export async function goIn(site: RunningSite, cardId: string): Promise<SessionView> {
  const gate = handsAt(site, 'gate_in')
  await site.simulate('/wait', { gate: 'gate_in', barrier: 'closed' })
  // The lane may still be with the vehicle before; a card tapped then is nobody's.
  await gate.phase('idle')
  await gate.arrive()
  await gate.tap(cardId)
  await gate.driveThrough()
  return sessionOf(site, cardId, session => session.state === 'inside')
}

/** Empty lanes, nobody inside: what one test leaves must not fail the next. */
export async function clearTheSite(site: RunningSite): Promise<void> {
  for (const gateId of ['gate_in', 'gate_out']) {
    const gate = handsAt(site, gateId)
    if ((await gate.view()).lane.place === 'loop1') await gate.act('back-out')
    await until(`${gateId} to be empty`, async () => (await gate.view()).lane.place === 'empty')
    await gate.phase('idle')
  }
  const { body } = await site.api('GET', '/api/sessions?open=true')
  for (const session of body['items'] as SessionView[]) {
    await site.api('POST', '/api/emergency/force-exit', { session_id: session.id, reason: 'between two tests' })
  }
}
