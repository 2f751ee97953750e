import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { gateIn, gateOut, gateRig, operator } from './testing/gate-rig.ts'

const read = (plate: string, confidence = 0.97) => ({ plate_read: { plate, confidence } })

async function rig(change: Parameters<typeof gateRig>[0] = {}) {
  const parts = await gateRig(change)
  const { call, parking, shelves } = parts
  const json = { name: 'Keluarga Rahma', plates: ['B 1234 XYZ'], cards: [] }
  await call('POST', '/api/members', { as: 'admin', json })
  return {
    ...parts,
    enter: (request: Parameters<typeof parking.enter>[0], as = gateIn) => parking.enter({ visit_id: uuidv7(), ...request }, as),
    identities: () => [...shelves.stayIdentities.values()],
  }
}

test('a member’s plate that the camera read opens and is kept with the stay', async () => {
  const { enter, identities } = await rig()
  await expect(enter({ license_plate: 'B1234XYZ', ...read('B1234XYZ') })).resolves.toMatchObject({ approved: true })
  expect(identities()).toMatchObject([{ entryPlate: 'B1234XYZ', entryConfidence: 0.97, exitPlate: null }])
})

test('an unknown plate that was only read begins no stay; one that somebody typed does', async () => {
  const { enter, shelves } = await rig()
  await expect(enter({ license_plate: 'D88QA', ...read('D88QA') })).rejects.toMatchObject({ code: 'plate_unknown' })
  expect(shelves.sessions.size).toBe(0)
  await expect(enter({ license_plate: 'D88QA' })).resolves.toMatchObject({ approved: true })
})

test('beside a card the read is kept at the entry and at the exit, and a stay nobody read has none', async () => {
  const { enter, parking, identities } = await rig()
  await enter({ card_id: 'CARD_001', ...read('d 88 qa', 0.5) })
  await enter({ card_id: 'CARD_002' })
  await parking.exit({ card_id: 'CARD_001', ...read('D88QA', 0.6) }, gateOut)
  expect(identities()).toMatchObject([
    { memberId: null, entryPlate: 'D88QA', entryConfidence: 0.5, exitPlate: 'D88QA', exitConfidence: 0.6 },
  ])
})

test('what somebody who is no gate says was read is not kept', async () => {
  const { enter, identities } = await rig()
  await enter({ card_id: 'CARD_001', ...read('D88QA') }, operator)
  expect(identities()).toEqual([])
})

const mismatched = async (plate_mismatch: 'warn' | 'refuse', exit = read('D77QA')) => {
  const parts = await rig({ plate_mismatch })
  await parts.enter({ card_id: 'CARD_001', ...read('D88QA') })
  return { ...parts, leave: () => parts.parking.exit({ card_id: 'CARD_001', ...exit }, gateOut) }
}

test('another plate at the exit is one alarm, however often it asks, and leaves all the same', async () => {
  const { leave, standing } = await mismatched('warn')
  await expect(leave()).resolves.toMatchObject({ approved: true })
  await leave()
  expect(standing()).toEqual(['plate_mismatch'])
})

test('where the site refuses, it stays, the reads are kept, and an operator may let it out', async () => {
  const { leave, parking, standing, shelves, identities } = await mismatched('refuse')
  await expect(leave()).rejects.toMatchObject({ code: 'plate_mismatch' })
  await expect(leave()).rejects.toMatchObject({ code: 'plate_mismatch' })
  expect(standing()).toEqual(['plate_mismatch'])
  expect(identities()).toMatchObject([{ entryPlate: 'D88QA', exitPlate: 'D77QA' }])
  expect([...shelves.sessions.values()].map(({ state }) => state)).toEqual(['waiting'])
  await expect(parking.exit({ card_id: 'CARD_001' }, operator)).resolves.toMatchObject({ approved: true })
})

test.each([read('D88QA'), read('d 88 qa'), read('D77QA', 0.5)])('%o is no other plate', async exit => {
  const { leave, standing } = await mismatched('refuse', exit)
  await expect(leave()).resolves.toMatchObject({ approved: true })
  expect(standing()).toEqual([])
})

test('the page of the stay has both reads', async () => {
  const { leave, call, shelves } = await mismatched('warn')
  await leave()
  const [id] = shelves.sessions.keys()
  const { json } = await call('GET', `/api/sessions/${id}`, { as: 'viewer' })
  expect(json).toMatchObject({ plate_reads: { entry: { plate: 'D88QA', confidence: 0.97 }, exit: { plate: 'D77QA', confidence: 0.97 } } })
})
