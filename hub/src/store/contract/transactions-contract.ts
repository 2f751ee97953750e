/** A transaction is whole or nothing, and one after the other. */
import { CodedError, isCoded, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import { checkAudit } from '../audit-check.ts'
import type { AuditRecord } from '../records.ts'
import { auditHash, chainStart } from '../sql/audit-chain.ts'
import type { Credential } from '../store.ts'
import { alarm, at, command, fact, outlet, payment, session, unique } from './samples.ts'

/** Registers the tests. */
export function transactionContract(store: CurrentStore): void {
  test('when the work throws, nothing of it stays and its own error comes out', async () => {
    const machineId = unique('gate')
    const stay = session({ machineId })
    const failure = new CodedError('lot_full', 'full')
    const work = store().transact(async tx => {
      await tx.facts.insert([fact({ machineId })])
      await tx.sessions.putMany([stay])
      await tx.ledger.append([payment({ sessionId: stay.id })])
      await tx.audit.append([
        { at: at(0), actor: 'rule:test', action: 'try', subject: machineId, before: null, after: null, reason: null, source: null },
      ])
      throw failure
    })
    await expect(work).rejects.toBe(failure)
    expect((await store().facts.list({ machineId }, { limit: 1 })).items).toEqual([])
    expect(await store().sessions.get(stay.id)).toBeUndefined()
    expect((await store().ledger.list({ sessionId: stay.id }, { limit: 1 })).items).toEqual([])
    expect((await store().audit.list({ subject: machineId }, { limit: 1 })).items).toEqual([])
  })

  test('what one transaction read is still true when it commits: counting up from fifty places at once loses nothing', async () => {
    const stay = session()
    await store().transact(tx => tx.sessions.putMany([stay]))
    const countUp = () =>
      store().transact(async tx => {
        const [current] = await tx.sessions.getMany([stay.id])
        if (current === undefined) throw new Error('the session is gone')
        await tx.sessions.putMany([{ ...current, paidAmount: current.paidAmount + 1 }])
      })
    await Promise.all(Array.from({ length: 50 }, countUp))
    expect((await store().sessions.get(stay.id))?.paidAmount).toBe(50)
  })

  test('other writes wait for the transaction, and reads see only what was committed', async () => {
    const stay = session()
    const key = unique('setting')
    const order: string[] = []
    const begun = Promise.withResolvers<undefined>()
    const put = begun.promise.then(() => store().outlets.put(outlet(key))).then(() => order.push('setting written'))
    await store().transact(async tx => {
      await tx.sessions.putMany([stay])
      begun.resolve(undefined)
      order.push((await store().sessions.get(stay.id)) === undefined ? 'not yet visible' : 'visible')
      await tx.sessions.getMany([stay.id])
      order.push('transaction done')
    })
    await put
    expect(order).toEqual(['not yet visible', 'transaction done', 'setting written'])
  })

  test('a write of the store from inside a transaction is refused instead of waiting for itself', async () => {
    const work = store().transact(() => store().outlets.put(outlet(unique('outlet'))))
    await expect(work).rejects.toThrow('belongs into the transaction')
    await expect(store().transact(() => store().transact(async () => 1))).rejects.toThrow('belongs into the transaction')
  })

  test('a transaction cannot be used after its end', async () => {
    const kept = await store().transact(async tx => tx)
    await expect(kept.sessions.putMany([session()])).rejects.toSatisfy(error => isCoded(error, 'database_unavailable'))
  })

  test('an idempotency key is booked once, within a batch and across batches', async () => {
    const sessionId = uuidv7()
    const [first, second] = [payment({ sessionId, occurredAt: at(0) }), payment({ sessionId, occurredAt: at(1) })]
    const repeat = payment({ sessionId, idempotencyKey: first.idempotencyKey, amount: 9999 })
    expect(await store().transact(tx => tx.ledger.append([first, repeat]))).toEqual([first.idempotencyKey])
    expect(await store().transact(tx => tx.ledger.append([repeat, second]))).toEqual([second.idempotencyKey])
    expect(await store().transact(tx => tx.ledger.append([]))).toEqual([])
    expect(await store().transact(tx => tx.ledger.booked([first.idempotencyKey, 'never']))).toEqual([first.idempotencyKey])
    expect((await store().ledger.list({ sessionId }, { limit: 10 })).items).toEqual([second, first])
  })

  test('the newest open stay of a credential is found, by the first credential given and at its outlet', async () => {
    const [cardId, ticket, outletId] = [unique('Card'), unique('T'), unique('outlet')]
    const old = session({ outletId, cardId, ticket, openedAt: at(0), licensePlate: 'B1234XYZ' })
    const newer = session({ outletId, cardId, openedAt: at(60) })
    const closed = session({ outletId, cardId, openedAt: at(120), closedAt: at(180), state: 'closed' })
    const elsewhere = session({ outletId: unique('outlet'), cardId, openedAt: at(240) })
    const ofOtherFamily = session({ outletId, cardId, family: 'water', openedAt: at(300) })
    await store().transact(tx => tx.sessions.putMany([old, newer, closed, elsewhere, ofOtherFamily]))
    const find = (credential: Credential) => store().transact(tx => tx.sessions.findOpen(outletId, credential))
    expect(await find({ cardId })).toEqual(newer)
    expect(await find({ ticket })).toEqual(old)
    expect(await find({ licensePlate: 'B1234XYZ' })).toEqual(old)
    expect(await find({ sessionId: old.id, cardId })).toEqual(old)
    expect(await find({ cardId: unique('none'), ticket })).toBeUndefined()
    expect(await find({ sessionId: closed.id })).toBeUndefined()
    expect(await find({})).toBeUndefined()
  })

  test('card numbers that differ in case only are different cards', async () => {
    const outletId = unique('outlet')
    const [upper, lower] = [session({ outletId, cardId: 'ABCdef' }), session({ outletId, cardId: 'abcDEF' })]
    await store().transact(tx => tx.sessions.putMany([upper, lower]))
    const find = (cardId: string) => store().transact(tx => tx.sessions.findOpen(outletId, { cardId }))
    expect([await find('ABCdef'), await find('abcDEF'), await find('ABCDEF')]).toEqual([upper, lower, undefined])
  })

  test('a session is replaced whole, and the later of two in one batch wins', async () => {
    const before = session({ zoneId: 'main', vehicleClass: 'car' })
    const lines = [{ text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 }]
    const after = session({
      id: before.id,
      zoneId: null,
      vehicleClass: 'truck',
      amount: 5000,
      lines,
      paidAt: at(9),
      closedAt: at(10),
      exitMachineId: 'gate_out',
      exitEvidence: 'loop_passed',
    })
    await store().transact(tx => tx.sessions.putMany([before, after]))
    expect(await store().sessions.get(before.id)).toEqual(after)
    expect(await store().transact(tx => tx.sessions.getMany([before.id, before.id, uuidv7()]))).toEqual([after])
    await store().transact(tx => tx.sessions.putMany([before]))
    expect(await store().sessions.get(before.id)).toEqual(before)
  })

  test('open stays are counted by zone, class and state; closed ones, other families and other outlets are not', async () => {
    const outletId = unique('outlet')
    const make = (over: Parameters<typeof session>[0]) => session({ outletId, ...over })
    await store().transact(tx =>
      tx.sessions.putMany([
        make({}),
        make({}),
        make({ state: 'paying' }),
        make({ vehicleClass: 'bus', zoneId: null }),
        make({ closedAt: at(9), state: 'closed' }),
        make({ family: 'water' }),
        session({ outletId: unique('outlet') }),
      ]),
    )
    const expected = [
      { zoneId: 'main', vehicleClass: 'car', state: 'inside', count: 2 },
      { zoneId: 'main', vehicleClass: 'car', state: 'paying', count: 1 },
      { zoneId: null, vehicleClass: 'bus', state: 'inside', count: 1 },
    ]
    const within = await store().transact(tx => tx.sessions.occupancy(outletId))
    expect(within).toHaveLength(3)
    expect(within).toEqual(expect.arrayContaining(expected))
    expect(await store().sessions.occupancy(outletId)).toEqual(expect.arrayContaining(expected))
  })

  test('a command keeps its key: found by it, and no other command may take it', async () => {
    const mine = command({ idempotencyKey: unique('key') })
    const ended = { ...mine, state: 'succeeded' as const, endedAt: at(2), evidence: { kind: 'limit_switch' as const, gate_status: 'open' } }
    await store().transact(tx => tx.commands.putMany([mine]))
    await store().transact(tx => tx.commands.putMany([ended]))
    expect(await store().transact(tx => tx.commands.byIdempotencyKeys([mine.idempotencyKey ?? '', 'another']))).toEqual([ended])
    const thief = store().transact(tx => tx.commands.putMany([command({ idempotencyKey: mine.idempotencyKey })]))
    await expect(thief).rejects.toSatisfy(error => isCoded(error, 'conflict'))
    const twins = [command({ idempotencyKey: 'twin' }), command({ idempotencyKey: 'twin' })]
    await expect(store().transact(tx => tx.commands.putMany(twins))).rejects.toSatisfy(error => isCoded(error, 'conflict'))
    expect(await store().transact(tx => tx.commands.getMany([mine.id]))).toEqual([ended])
  })

  test('only active alarms of the machines asked are active', async () => {
    const machineId = unique('gate')
    const [active, cleared] = [alarm({ machineId }), alarm({ machineId, state: 'cleared', clearedAt: at(5) })]
    await store().transact(tx => tx.alarms.putMany([active, cleared, alarm({ machineId: unique('gate') })]))
    const found = await store().transact(tx => tx.alarms.active([machineId, 'nowhere']))
    expect(found).toEqual([active])
    expect(await store().transact(tx => tx.alarms.active([]))).toEqual([])
    expect(await store().transact(tx => tx.alarms.get(cleared.id))).toEqual(cleared)
  })

  test.each(['cut\0here', 'half \uD83D a pair'])('an audit entry with the text %j does not break the chain', async text => {
    const act = { at: at(1), actor: `user:${text}`, action: 'change', subject: unique(text), before: {}, after: {} }
    await store().transact(tx => tx.audit.append([{ ...act, reason: text, source: text }]))
    expect(await checkAudit(store())).not.toHaveProperty('broken')
  })

  test('audit entries form one unbroken chain, whoever appends at the same time', async () => {
    const actor = `user:${unique('person')}`
    const append = (index: number) =>
      store().transact(tx =>
        tx.audit.append(
          [0, 1].map(part => ({
            at: at(index),
            actor,
            action: 'change',
            subject: `thing:${index}`,
            before: { part, b: 1, a: [null] },
            after: undefined,
            reason: null,
            source: '127.0.0.1',
          })),
        ),
      )
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(index)))
    const newestFirst = (await store().audit.list({}, { limit: 1000 })).items
    const chain = newestFirst.toReversed()
    expect(chain.filter(entry => entry.actor === actor)).toHaveLength(40)
    expect(chain[0]).toMatchObject({ seq: 1, previousHash: chainStart })
    const { audit } = store()
    const whole = await checkAudit({ audit })
    expect(whole).toEqual({ entries: chain.length, hash: chain.at(-1)?.hash })
    expect(await audit.head()).toEqual({ seq: chain.length, hash: whole.hash })
    const check = (change: (entries: AuditRecord[]) => AuditRecord[]) =>
      checkAudit({ audit: { ...audit, following: async (seq, limit) => change(await audit.following(seq, limit)) } })
    const changed = (entries: AuditRecord[]) => entries.map(entry => (entry.seq === 7 ? { ...entry, action: 'nothing' } : entry))
    expect(await check(changed)).toMatchObject({ entries: 6, broken: { seq: 7, how: 'changed' } })
    expect(await check(entries => entries.filter(({ seq }) => seq !== 7))).toMatchObject({ broken: { seq: 7, how: 'missing' } })
    expect(await check(entries => entries.filter(({ seq }) => seq < 39))).toMatchObject({ broken: { seq: 39, how: 'missing' } })
    const other = (entries: AuditRecord[]) => entries.map(entry => (entry.seq === 7 ? { ...entry, previousHash: chainStart } : entry))
    expect(await check(other)).toMatchObject({ broken: { seq: 7, how: 'unlinked' } })
    const elsewhere = { ...audit, head: async () => ({ seq: chain.length, hash: chainStart }) }
    expect(await checkAudit({ audit: elsewhere })).toMatchObject({ broken: { seq: chain.length, how: 'unlinked' } })
  })

  test('whatever is changed in an audit entry is found, also when it is given the hash of what it says now', async () => {
    const act = {
      at: at(0),
      actor: 'user:a@b',
      action: 'change',
      subject: 'thing',
      before: null,
      after: { a: 1 },
      reason: 'x',
      source: null,
    }
    await store().transact(tx => tx.audit.append([act, act]))
    const { audit } = store()
    const [entry, next] = await audit.following(((await audit.head())?.seq ?? 0) - 2, 2)
    if (entry === undefined || next === undefined) throw new Error('the entries are gone')
    const check = (...forged: AuditRecord[]) => {
      const forgery = (entries: AuditRecord[]) => entries.map(each => forged.find(({ seq }) => seq === each.seq) ?? each)
      return checkAudit({ audit: { ...audit, following: async (seq, limit) => forgery(await audit.following(seq, limit)) } })
    }
    const other = {
      at: at(1),
      actor: 'user:c@d',
      action: 'add',
      subject: 'another',
      before: {},
      after: { a: 2 },
      reason: null,
      source: '::1',
    }
    for (const [field, value] of Object.entries(other)) {
      const forged: AuditRecord = { ...entry, [field]: value }
      const hash = auditHash(forged)
      expect([field, await check(forged)]).toMatchObject([field, { broken: { seq: entry.seq, how: 'changed' } }])
      const both = check({ ...forged, hash }, { ...next, previousHash: hash })
      expect([field, await both]).toMatchObject([field, { broken: { seq: next.seq, how: 'changed' } }])
    }
  })
}
