/** Who comes, and what does not fit together. */
import { isCoded, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { ConflictRecord, MemberKeyRecord, MemberRecord } from '../identity-records.ts'
import { at, session, unique } from './samples.ts'

function conflict(over: Partial<ConflictRecord> = {}): ConflictRecord {
  return {
    id: `left_alone:${uuidv7()}`,
    outletId: unique('outlet'),
    machineId: 'gate_out',
    alarmId: uuidv7(),
    kind: 'left_alone',
    subject: 'CARD_001',
    sessionId: uuidv7(),
    otherSessionId: null,
    happenedAt: at(1),
    proposal: { action: 'close_stay', session_id: uuidv7(), at: at(1), charge: 0 },
    state: 'open',
    raisedAt: at(2),
    decidedAt: null,
    decidedBy: null,
    reason: null,
    ...over,
  }
}

function member(over: Partial<MemberRecord> = {}): MemberRecord {
  const times = { validFrom: at(0), validUntil: null, noticedUntil: null, createdAt: at(0), updatedAt: at(0) }
  return { id: uuidv7(), name: unique('Keluarga'), status: 'active', maxInside: 2, note: null, ...times, ...over }
}

function key(memberId: string, value: string): MemberKeyRecord {
  return { id: `plate:${value}`, memberId, kind: 'plate', value, label: value }
}

/** Registers the tests. */
export function identityContract(store: CurrentStore): void {
  test('a conflict keeps every field, is replaced by its id, and is listed by state and outlet, newest first', async () => {
    const outletId = unique('outlet')
    const older = conflict({ outletId })
    const newer = conflict({ outletId, raisedAt: at(3), proposal: { action: 'keep_all', session_id: null }, sessionId: null })
    await store().transact(tx => tx.conflicts.putMany([newer, older]))
    const list = async (state?: ConflictRecord['state']) =>
      (await store().conflicts.list({ state, outletIds: [outletId] }, { limit: 9 })).items
    expect(await list()).toEqual([newer, older])
    const closed: ConflictRecord = { ...older, state: 'declined', decidedAt: at(9), decidedBy: 'user:a', reason: 'dua mobil' }
    await store().transact(tx => tx.conflicts.putMany([closed]))
    expect([await list('open'), await list('declined')]).toEqual([[newer], [closed]])
    expect(await store().conflicts.get(older.id)).toEqual(closed)
    expect(await store().transact(tx => tx.conflicts.getMany([older.id, 'none']))).toEqual([closed])
  })

  test('a reset replaces the one before it', async () => {
    const id = unique('CARD')
    for (const second of [1, 2]) await store().transact(tx => tx.passbackResets.put({ id, at: at(second), actor: 'user:a', reason: 'r' }))
    expect(await store().transact(tx => tx.passbackResets.get(id))).toMatchObject({ at: at(2) })
    expect((await store().passbackResets.list(99)).filter(reset => reset.id === id)).toHaveLength(1)
  })

  test('a plate belongs to one member, also when two are stored at once', async () => {
    const [plate, other] = [unique('B').replace('-', ''), unique('D').replace('-', '')]
    const [first, second] = [member(), member()]
    await store().transact(async tx => {
      await tx.members.put(first)
      await tx.members.setKeys(first.id, [key(first.id, plate), key(first.id, other)])
    })
    const steal = store().transact(async tx => {
      await tx.members.put(second)
      await tx.members.setKeys(second.id, [key(second.id, plate)])
    })
    await expect(steal).rejects.toSatisfy(error => isCoded(error, 'conflict'))
    expect(await store().members.get(second.id)).toBeUndefined()
    expect(await store().transact(tx => tx.members.keys([`plate:${plate}`]))).toEqual([key(first.id, plate)])
    await store().transact(tx => tx.members.setKeys(first.id, [key(first.id, other)]))
    expect(await store().members.keys([first.id])).toEqual([key(first.id, other)])
    expect(await store().transact(tx => tx.members.keysOf(first.id))).toEqual([key(first.id, other)])
  })

  test('members are found by name, by plate as people write it, and by the end of their validity', async () => {
    const plate = `B ${unique('77').replace('-', '')} QQ`
    const ends = '2031-05-01T00:00:00.000Z'
    const found = member({ validUntil: ends, note: 'blok C' })
    await store().transact(async tx => {
      await tx.members.put(found)
      await tx.members.setKeys(found.id, [{ ...key(found.id, plate.replaceAll(' ', '')), label: plate }])
    })
    const ids = async (filter: { search?: string; endsFrom?: string; endsBefore?: string }) =>
      (await store().members.list(filter, { limit: 9 })).items
    expect(await ids({ search: found.name })).toEqual([found])
    expect(await ids({ search: plate })).toEqual([found])
    expect(await ids({ endsFrom: ends, endsBefore: '2031-05-02T00:00:00.000Z' })).toEqual([found])
    expect(await ids({ endsFrom: '2031-04-01T00:00:00.000Z', endsBefore: ends })).toEqual([])
  })

  test('the open stays of a member are those of its vehicles, and what was read of a plate is kept', async () => {
    const memberId = uuidv7()
    const [inside, left, strange] = [session({ openedAt: at(1) }), session({ closedAt: at(5), state: 'closed' }), session()]
    const identity = { memberId, entryPlate: 'B1234XYZ', entryConfidence: 930, exitPlate: null, exitConfidence: null }
    await store().transact(async tx => {
      await tx.sessions.putMany([inside, left, strange])
      await tx.stayIdentities.putMany([inside, left].map(({ id }) => ({ sessionId: id, ...identity })))
    })
    expect(await store().transact(tx => tx.members.openStays(memberId))).toEqual([inside])
    expect(await store().stayIdentities.get(inside.id)).toEqual({ sessionId: inside.id, ...identity })
    expect(await store().transact(tx => tx.stayIdentities.getMany([left.id]))).toHaveLength(1)
    expect(await store().stayIdentities.get(strange.id)).toBeUndefined()
  })

  test('the newest stays of a card are found, open and ended', async () => {
    const cardId = unique('CARD')
    const stays = [0, 1, 2].map(second => session({ cardId, openedAt: at(second), closedAt: second === 1 ? at(9) : null }))
    await store().transact(tx => tx.sessions.putMany(stays))
    const recent = (limit: number) => store().transact(tx => tx.sessions.recent({ cardId }, limit))
    expect(await recent(9)).toEqual(stays.toReversed())
    expect(await recent(1)).toEqual(stays.slice(2))
    expect(await store().transact(tx => tx.sessions.recent({}, 9))).toEqual([])
  })

  test('open stays are found by part of the plate that was typed or read, by class, and with the pictures of several', async () => {
    const part = unique('Q').replace('-', '')
    const typed = session({ licensePlate: `B${part}Z`, openedAt: at(3) })
    const read = session({ openedAt: at(2) })
    const bike = session({ licensePlate: `D${part}`, vehicleClass: 'motorcycle', openedAt: at(1) })
    const left = session({ licensePlate: `F${part}`, closedAt: at(9), state: 'closed' })
    const plain = { machineId: 'gate_in', reason: 'entry', bytes: 9, commandId: null }
    const photos = [
      { ...plain, id: uuidv7(), sessionId: read.id, takenAt: at(2), file: unique('photo') },
      { ...plain, id: uuidv7(), sessionId: typed.id, takenAt: at(1), file: unique('photo') },
    ]
    const seen = { memberId: null, entryConfidence: 400, exitPlate: null, exitConfidence: null }
    await store().transact(async tx => {
      await tx.sessions.putMany([typed, read, bike, left])
      await tx.stayIdentities.putMany([{ ...seen, sessionId: read.id, entryPlate: `A${part}` }])
      for (const photo of photos) await tx.photos.insert(photo)
    })
    const find = async (vehicleClass?: string) =>
      (await store().sessions.list({ open: true, plate: part, vehicleClass }, { limit: 9 })).items.map(({ id }) => id)
    expect([await find(), await find('motorcycle')]).toEqual([[typed.id, read.id, bike.id], [bike.id]])
    expect(await store().photos.ofSessions([typed.id, read.id, left.id])).toEqual(photos.toReversed())
    expect(await store().photos.ofSessions([])).toEqual([])
  })
}
