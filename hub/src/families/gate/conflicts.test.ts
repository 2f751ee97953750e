/** Facts of gates that were cut off, as they come in afterwards. */
import { isoNow, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { loadProjection } from '../../intake/projection.ts'
import type { FactRecord } from '../../store/records.ts'
import { applyFact } from '../registry.ts'
import { decideConflict } from './conflict-acts.ts'
import { gateIn, gateOut, gateRig, hourMs, operator } from './testing/gate-rig.ts'

const card = 'CARD_001'

type Told = [machineId: string, type: string, payload: Record<string, unknown>, ago?: number]

async function rig() {
  const parts = await gateRig()
  const { store, clock, site, shelves } = parts
  let seq = 0
  function fact([machineId, type, payload, agoMs = 0]: Told): FactRecord {
    const sessionId = typeof payload['session_id'] === 'string' ? payload['session_id'] : null
    const occurredAt = new Date(clock.now() - agoMs).toISOString()
    const origin = { machineId, epoch: 'e', seq: ++seq, id: uuidv7(), receivedAt: isoNow(clock) }
    return { ...origin, type, sessionId, occurredAt, clock: 'synced', payload, digest: '' }
  }
  return {
    ...parts,
    conflicts: () => [...shelves.conflicts.values()],
    /** Takes facts in, all in one transaction as intake does. */
    hear: (...told: Told[]) => {
      const facts = told.map(fact)
      return store.transact(async tx => {
        const projection = await loadProjection(tx, facts, [...new Set(facts.map(({ machineId }) => machineId))])
        for (const each of facts) applyFact('gate', projection, each, site)
        await projection.flush()
        return projection.events
      })
    },
  }
}

const letIn = (sessionId: string, more: Record<string, unknown> = { card_id: card }): Record<string, unknown> => ({
  visit_id: sessionId,
  session_id: sessionId,
  purpose: 'entry',
  credential: 'card',
  approved: true,
  decided_by: 'machine',
  ...more,
})
const letOut = (visitId: string, more: Record<string, unknown> = { card_id: card }) => ({
  visit_id: visitId,
  purpose: 'exit',
  credential: 'card',
  approved: true,
  decided_by: 'machine',
  ...more,
})
const passedOut = (visitId: string) => ({ visit_id: visitId, direction: 'out', evidence: { kind: 'loop_passed' } })

test('one card let in at two gates that were apart is two stays, one alarm and a proposal to end the older', async () => {
  const { stay, hear, clock, conflicts, standing, shelves } = await rig()
  const older = stay()
  await clock.advance(hourMs)
  const id = uuidv7()
  const events = await hear(['gate_in', 'access_decided', letIn(id), 1000])
  expect(conflicts()).toMatchObject([
    {
      kind: 'entered_twice',
      sessionId: older().id,
      otherSessionId: id,
      proposal: { action: 'close_stay', session_id: older().id, at: new Date(clock.now() - 1000).toISOString() },
    },
  ])
  expect(standing()).toEqual(['record_conflict'])
  expect(events.map(({ type }) => type)).toContain('alarm')
  expect([...shelves.sessions.values()].map(({ closedAt }) => closedAt)).toEqual([null, null])
})

test('the facts of both gates in one delivery contradict one another as well, once', async () => {
  const { hear, conflicts, standing } = await rig()
  const [first, second] = [uuidv7(), uuidv7()]
  await hear(['gate_in', 'access_decided', letIn(first), 9000], ['gate_in', 'access_decided', letIn(second), 1000])
  expect(conflicts()).toMatchObject([{ sessionId: first, otherSessionId: second }])
  expect(standing()).toEqual(['record_conflict'])
})

test('an entry told late is the older one when it happened first', async () => {
  const { hear, stay, conflicts } = await rig()
  const newer = stay()
  const id = uuidv7()
  await hear(['gate_in', 'access_decided', letIn(id), hourMs])
  expect(conflicts()).toMatchObject([{ sessionId: id, otherSessionId: newer().id, proposal: { session_id: id } }])
})

test('a stay that was over before is no contradiction, one that ended since has nothing to be closed', async () => {
  const { hear, stay, clock, conflicts } = await rig()
  stay({ state: 'closed', closedAt: isoNow(clock), outcome: 'passed' })
  await clock.advance(hourMs)
  await hear(['gate_in', 'access_decided', letIn(uuidv7())])
  expect(conflicts()).toEqual([])
  await hear(['gate_in', 'access_decided', letIn(uuidv7()), 1.5 * hourMs])
  expect(conflicts().map(({ proposal }) => proposal.action)).toContain('close_stay')
})

test('two visitors with a ticket each, and one without any card, contradict nobody', async () => {
  const { hear, conflicts } = await rig()
  const visitor = (ticket: string): Told => ['gate_in', 'access_decided', letIn(uuidv7(), { credential: 'ticket_button', ticket })]
  await hear(visitor('X0001'), visitor('X0002'), ['gate_in', 'access_decided', letIn(uuidv7(), {})])
  expect(conflicts()).toEqual([])
})

test('let out by a gate alone while inside for the hub: the stay stays until somebody accepts that it left', async () => {
  const { hear, stay, clock, conflicts, store, live, shelves } = await rig()
  const now = stay()
  await clock.advance(hourMs)
  const visit = uuidv7()
  await hear(['gate_out', 'access_decided', letOut(visit)], ['gate_out', 'vehicle_passed', passedOut(visit)])
  expect(now()).toMatchObject({ state: 'inside', closedAt: null })
  const [conflict] = conflicts()
  expect(conflict).toMatchObject({ kind: 'left_alone', sessionId: now().id, proposal: { action: 'close_stay', charge: 0 } })
  await decideConflict({ store, clock, live }, operator, { only: undefined }, { id: conflict?.id ?? '', declinedFor: null })
  expect([now().state, now().closedAt, shelves.ledger]).toEqual(['forced', conflict?.happenedAt, []])
})

test('who was let out by a gate alone and turned back has not left: the case is withdrawn, its alarm ends', async () => {
  for (const isLater of [false, true]) {
    const { hear, stay, conflicts, standing } = await rig()
    stay()
    const visit = uuidv7()
    const decision: Told = ['gate_out', 'access_decided', letOut(visit)]
    const back: Told = ['gate_out', 'vehicle_turned_back', { visit_id: visit, reason: 'left' }]
    if (isLater) {
      await hear(decision)
      await hear(back)
    } else await hear(decision, back)
    expect([conflicts().filter(({ state }) => state === 'open'), standing()]).toEqual([[], []])
  }
})

test.each([
  ['a ticket whose stay has ended', { credential: 'ticket', ticket: 'T-0001' }, { ticket: 'T-0001', cardId: null }, 'left_twice'],
  ['a card that nobody came in with', { card_id: 'CARD_009' }, {}, 'left_without_entry'],
])('let out with %s: nothing to change, but somebody looks', async (_, credential, change, kind) => {
  const { hear, stay, clock, conflicts } = await rig()
  stay({ ...change, state: 'closed', outcome: 'passed', closedAt: isoNow(clock) })
  await clock.advance(hourMs)
  await hear(['gate_out', 'access_decided', letOut(uuidv7(), credential)])
  expect(conflicts()).toMatchObject([{ kind, proposal: { action: 'keep_all' } }])
})

test('a second passage out for a stay that has left is a copied ticket; one after a forced end is not', async () => {
  const { hear, stay, clock, conflicts } = await rig()
  const left = stay({ state: 'closed', outcome: 'passed', closedAt: isoNow(clock) })
  const ended = stay({ cardId: 'CARD_002', state: 'forced', outcome: 'forced', closedAt: isoNow(clock) })
  for (const { id } of [left(), ended()]) await hear(['gate_out', 'vehicle_passed', { ...passedOut(uuidv7()), session_id: id }])
  expect(conflicts()).toMatchObject([{ kind: 'left_twice', sessionId: left().id }])
})

test('a member who was blocked while the gate was cut off is inside, and somebody is told', async () => {
  const { hear, member, conflicts, shelves } = await rig()
  await member(card, { status: 'blocked' })
  const id = uuidv7()
  await hear(['gate_in', 'access_decided', letIn(id)])
  expect(conflicts()).toMatchObject([{ kind: 'card_revoked', sessionId: id, subject: card }])
  expect(shelves.sessions.get(id)).toMatchObject({ state: 'waiting' })
})

/** A family of two vehicles and a card they share, of which so many may be inside. */
async function familyRig(maxInside: number) {
  const parts = await rig()
  const body = { name: 'Keluarga Rahma', plates: ['B 1234 XYZ', 'D 88 QA'], cards: ['CARD_077'], max_inside: maxInside }
  const { json } = await parts.call('POST', '/api/members', { as: 'admin', json: body })
  const own = { CARD_077: { card_id: 'CARD_077' }, B1234XYZ: { credential: 'plate', license_plate: 'B1234XYZ' } }
  return {
    ...parts,
    memberId: String(json['id']),
    /** Let in alone and driven in; the id of the stay. */
    async comesAlone(who: keyof typeof own): Promise<string> {
      const id = uuidv7()
      const passed = { visit_id: id, session_id: id, direction: 'in', evidence: { kind: 'loop_passed' } }
      await parts.hear(['gate_in', 'access_decided', letIn(id, own[who])], ['gate_in', 'vehicle_passed', passed])
      return id
    },
  }
}

test.each(['CARD_077', 'B1234XYZ'] as const)(
  '%s of a membership let in alone is its vehicle inside: counted, priced and let out as one',
  async who => {
    const { comesAlone, shelves, memberId, parking, conflicts, clock } = await familyRig(1)
    const id = await comesAlone(who)
    expect(shelves.stayIdentities.get(id)).toMatchObject({ memberId })
    expect([shelves.sessions.get(id)?.state, conflicts()]).toEqual(['inside', []])
    await expect(parking.enter({ license_plate: 'D 88 QA', visit_id: uuidv7() }, gateIn)).rejects.toMatchObject({ code: 'member_full' })
    await clock.advance(3 * hourMs)
    const shown = who === 'CARD_077' ? { card_id: who } : { license_plate: who }
    await expect(parking.exit(shown, gateOut)).resolves.toMatchObject({ approved: true, session_id: id, amount: 0 })
  },
)

test('let in alone beyond what a membership allows: both are inside, and nobody else comes in before one has left', async () => {
  const { comesAlone, store, memberId, parking, conflicts } = await familyRig(1)
  await comesAlone('CARD_077')
  await comesAlone('B1234XYZ')
  expect(await store.transact(tx => tx.members.openStays(memberId))).toHaveLength(2)
  expect(conflicts()).toEqual([])
  await expect(parking.enter({ license_plate: 'D 88 QA', visit_id: uuidv7() }, gateIn)).rejects.toMatchObject({ code: 'member_full' })
})

test.each([
  [1, ['entered_twice']],
  [2, []],
])('a card of a membership of which %i may be inside, let in alone twice, contradicts: %o', async (maxInside, kinds) => {
  const { comesAlone, conflicts } = await familyRig(maxInside)
  await comesAlone('CARD_077')
  await comesAlone('CARD_077')
  expect(conflicts().map(({ kind }) => kind)).toEqual(kinds)
})

test('a membership suspended while the gate was cut off is inside, somebody is told, and it is priced as a visitor’s', async () => {
  const { comesAlone, call, memberId, conflicts, parking, clock } = await familyRig(1)
  await call('PATCH', `/api/members/${memberId}`, { as: 'admin', json: { status: 'suspended' } })
  const id = await comesAlone('B1234XYZ')
  expect(conflicts()).toMatchObject([{ kind: 'card_revoked', sessionId: id, subject: 'B1234XYZ' }])
  await clock.advance(3 * hourMs)
  await expect(parking.exit({ license_plate: 'B1234XYZ' }, gateOut)).rejects.toMatchObject({ code: 'unpaid' })
})

test('what the hub decided itself is compared with nothing', async () => {
  const { hear, stay, conflicts } = await rig()
  const now = stay({ state: 'waiting', enteredAt: null })
  await hear(['gate_in', 'access_decided', letIn(now().id, { card_id: card, decided_by: 'hub' })])
  expect(conflicts()).toEqual([])
})
