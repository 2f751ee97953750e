import { uuidv7 } from '@palang/kit'
import type { PassbackRule } from '@palang/protocol'
import { expect, test } from 'vitest'
import type { SessionRecord } from '../../store/records.ts'
import { decideConflict, resetPassback } from './conflict-acts.ts'
import { gateIn, gateOut, gateRig, hourMs, operator } from './testing/gate-rig.ts'

const card = 'CARD_001'
const minuteMs = 60_000
const everywhere = { only: undefined }

async function rig(rule?: PassbackRule) {
  const parts = await gateRig(rule === undefined ? {} : { anti_passback: rule })
  const { parking, shelves } = parts
  const stays = (): SessionRecord[] => [...shelves.sessions.values()]
  return {
    ...parts,
    enter: () => parking.enter({ card_id: card, visit_id: uuidv7() }, gateIn),
    leave: () => parking.exit({ card_id: card }, gateOut),
    stays,
    conflicts: () => [...shelves.conflicts.values()],
  }
}

test.each([
  ['hard', { mode: 'hard' }],
  ['nothing said', undefined],
] as const)('%s: who is inside does not come in, and who is not does not leave', async (_, rule) => {
  const { enter, leave, stay, member, stays, standing } = await rig(rule)
  await member(card)
  await expect(leave()).rejects.toMatchObject({ code: 'no_open_session' })
  stay()
  await expect(enter()).rejects.toMatchObject({ code: 'already_inside' })
  expect([stays().length, standing()]).toEqual([1, []])
})

test('soft: who is inside comes in, with an alarm and a proposal; both stays and their money stand until somebody accepts', async () => {
  const { enter, stay, stays, standing, conflicts, clock, store, live, shelves } = await rig({ mode: 'soft' })
  const older = stay({ paidAmount: 3000 })
  await clock.advance(hourMs)
  expect(await enter()).toMatchObject({ approved: true })
  expect(standing()).toEqual(['passback'])
  const [conflict] = conflicts()
  if (conflict === undefined) throw new Error('nothing was filed')
  const newer = stays()[1]
  expect(conflict).toMatchObject({
    kind: 'entered_twice',
    subject: card,
    proposal: { action: 'close_stay', session_id: older().id, at: newer?.openedAt, charge: 0 },
  })
  expect(stays().map(({ closedAt, paidAmount }) => [closedAt, paidAmount])).toEqual([
    [null, 3000],
    [null, 0],
  ])
  const accept = () => decideConflict({ store, clock, live }, operator, everywhere, { id: conflict.id, declinedFor: null })
  expect([(await accept()).state, (await accept()).state]).toEqual(['accepted', 'accepted'])
  expect(older()).toMatchObject({ state: 'forced', closedAt: newer?.openedAt, paidAmount: 3000, outcomeReason: 'conflict:entered_twice' })
  expect([stays()[1]?.closedAt, standing(), shelves.ledger]).toEqual([null, [], []])
  expect(shelves.audit.map(({ action }) => action)).toEqual(['conflict.accepted'])
})

test('soft: a member who is not inside leaves with an alarm, free; a visitor has no price and does not', async () => {
  const { leave, member, stays, standing } = await rig({ mode: 'soft' })
  await expect(leave()).rejects.toMatchObject({ code: 'no_open_session' })
  await member(card)
  expect(await leave()).toMatchObject({ approved: true, amount: 0 })
  expect(stays()).toMatchObject([{ state: 'paid', amount: 0, entryEvidence: 'none', exitMachineId: 'gate_out' }])
  expect(standing()).toEqual(['passback'])
})

test('a blocked member does not leave unseen under any rule', async () => {
  const { leave, member } = await rig({ mode: 'soft' })
  await member(card, { status: 'blocked' })
  await expect(leave()).rejects.toMatchObject({ code: 'no_open_session' })
})

test('timed: refused within the minutes, let through with an alarm after them', async () => {
  const { enter, leave, member, stay, clock, standing, shelves } = await rig({ mode: 'timed', minutes: 30 })
  await member(card)
  const first = stay()
  await clock.advance(29 * minuteMs)
  await expect(enter()).rejects.toMatchObject({ code: 'already_inside' })
  await clock.advance(minuteMs)
  await enter()
  expect(standing()).toEqual(['passback'])
  for (const { id } of shelves.sessions.values())
    shelves.sessions.set(id, { ...first(), id, closedAt: new Date(clock.now()).toISOString() })
  await clock.advance(29 * minuteMs)
  await expect(leave()).rejects.toMatchObject({ code: 'already_outside' })
  await clock.advance(minuteMs)
  expect(await leave()).toMatchObject({ approved: true })
})

test.each([
  ['of the card', card],
  ['of all cards', undefined],
])('a reset %s lets it pass once without blame, is audited, and says nothing about what comes after', async (_, cardId) => {
  const { enter, stay, store, clock, shelves, standing } = await rig({ mode: 'hard' })
  stay()
  await clock.advance(1)
  await resetPassback({ store, clock }, operator, { cardId, reason: 'gate stood open' })
  await clock.advance(1)
  expect(await enter()).toMatchObject({ approved: true })
  expect(standing()).toEqual(['record_conflict'])
  await expect(enter()).rejects.toMatchObject({ code: 'already_inside' })
  expect(shelves.audit).toMatchObject([{ action: 'passback.reset', reason: 'gate stood open' }])
})

test('a reset of another card helps nobody', async () => {
  const { enter, stay, store, clock } = await rig()
  stay()
  await resetPassback({ store, clock }, operator, { cardId: 'CARD_002', reason: 'lost' })
  await expect(enter()).rejects.toMatchObject({ code: 'already_inside' })
})

test('declined, everything stays as it is, and it cannot be accepted any more', async () => {
  const { enter, stay, conflicts, store, clock, live, standing, stays, shelves } = await rig({ mode: 'soft' })
  stay()
  await enter()
  const id = conflicts()[0]?.id ?? ''
  const decide = (declinedFor: string | null) => decideConflict({ store, clock, live }, operator, everywhere, { id, declinedFor })
  expect(await decide('two cars')).toMatchObject({ state: 'declined', reason: 'two cars', decidedBy: operator.id })
  await expect(decide(null)).rejects.toMatchObject({ code: 'conflict' })
  expect(stays().every(({ closedAt }) => closedAt === null)).toBe(true)
  expect([standing(), shelves.audit.map(({ action, reason }) => [action, reason])]).toEqual([[], [['conflict.declined', 'two cars']]])
})

test('a proposal whose stay has left meanwhile, or whose other vehicle turned back, is withdrawn and changes nothing', async () => {
  for (const field of ['older', 'newer'] as const) {
    const { enter, stay, conflicts, store, clock, live, stays, shelves } = await rig({ mode: 'soft' })
    stay()
    await enter()
    const [older, newer] = stays()
    const gone = field === 'older' ? older : newer
    if (gone === undefined) throw new Error('two stays were expected')
    const over = { ...gone, state: field === 'older' ? 'closed' : 'turned_back', closedAt: gone.openedAt } as const
    shelves.sessions.set(gone.id, over)
    const before = stays()
    expect(
      await decideConflict({ store, clock, live }, operator, everywhere, { id: conflicts()[0]?.id ?? '', declinedFor: null }),
    ).toMatchObject({
      state: 'withdrawn',
    })
    expect(stays()).toEqual(before)
  }
})

test('who may not see the machine does not find its conflict', async () => {
  const { store, clock, live, enter, stay, conflicts } = await rig({ mode: 'soft' })
  stay()
  await enter()
  const reach = { only: { outletIds: ['cabang'], machineIds: [] } }
  const decision = { id: conflicts()[0]?.id ?? '', declinedFor: null }
  await expect(decideConflict({ store, clock, live }, operator, reach, decision)).rejects.toMatchObject({ code: 'not_found' })
})
