/** Facts are stored exactly once and come back as they were. */
import { isCoded, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import { at, fact, unique } from './samples.ts'

/** Registers the tests. */
export function factContract(store: CurrentStore): void {
  test('facts come back with milliseconds, unicode and nested payload unchanged', async () => {
    const machineId = unique('gate')
    const payload = { plate: 'B 1234 XYZ', note: 'señor ✓ 🅿️ \u0000 "quoted" \\ \n', deep: { list: [1, 2.5, null, true, 'x'] } }
    const written = fact({
      machineId,
      payload,
      sessionId: uuidv7(),
      occurredAt: '2026-01-20T23:59:59.999Z',
      receivedAt: '2026-01-21T00:00:00.001Z',
    })
    await store().transact(tx => tx.facts.insert([written]))
    expect((await store().facts.list({ machineId }, { limit: 10 })).items).toEqual([written])
  })

  test('a time without milliseconds is the same time with them', async () => {
    const machineId = unique('gate')
    await store().transact(tx => tx.facts.insert([fact({ machineId, occurredAt: '2026-01-20T10:30:00Z' })]))
    const { items } = await store().facts.list(
      { machineId, from: '2026-01-20T10:30:00.000Z', to: '2026-01-20T10:30:00.001Z' },
      { limit: 10 },
    )
    expect(items.map(item => item.occurredAt)).toEqual(['2026-01-20T10:30:00.000Z'])
  })

  test('a batch of 500 facts with its cursor is one commit', async () => {
    const machineId = unique('gate')
    const batch = Array.from({ length: 500 }, (_, index) => fact({ machineId, seq: index + 1, occurredAt: at(index) }))
    await store().transact(async tx => {
      await tx.facts.insert(batch)
      await tx.facts.saveCursors([{ machineId, epoch: 'epoch-1', ackedSeq: 500 }])
    })
    const cursors = await store().transact(tx => tx.facts.cursors([{ machineId, epoch: 'epoch-1' }]))
    const digests = await store().transact(tx =>
      tx.facts.digests(
        machineId,
        'epoch-1',
        batch.map(item => item.seq),
      ),
    )
    expect(cursors).toEqual([{ machineId, epoch: 'epoch-1', ackedSeq: 500 }])
    expect(await store().transact(tx => tx.facts.journals(machineId))).toEqual(cursors)
    expect(await store().transact(tx => tx.facts.journals(`${machineId}-other`))).toEqual([])
    expect(digests).toEqual(new Map(batch.map(item => [item.seq, item.digest])))
  })

  test('the same identity is refused a second time and nothing of that batch stays', async () => {
    const machineId = unique('gate')
    const first = fact({ machineId, seq: 7 })
    await store().transact(tx => tx.facts.insert([first]))
    const again = store().transact(tx => tx.facts.insert([fact({ machineId, seq: 6 }), fact({ machineId, seq: 7 })]))
    await expect(again).rejects.toSatisfy(error => isCoded(error, 'conflict') && !error.retryable)
    expect((await store().facts.list({ machineId }, { limit: 10 })).items).toEqual([first])
  })

  test('digests are told for the sequence numbers asked, of that journal only', async () => {
    const machineId = unique('gate')
    const written = [fact({ machineId, seq: 1 }), fact({ machineId, seq: 2 }), fact({ machineId, seq: 2, epoch: 'epoch-2' })]
    await store().transact(tx => tx.facts.insert(written))
    const digests = await store().transact(tx => tx.facts.digests(machineId, 'epoch-1', [2, 3, 1_000_000]))
    expect(digests).toEqual(new Map([[2, written[1]?.digest]]))
    expect(await store().transact(tx => tx.facts.digests(machineId, 'epoch-1', []))).toEqual(new Map())
  })

  test('a cursor moves on in place and belongs to one journal', async () => {
    const machineId = unique('gate')
    const cursor = (epoch: string, ackedSeq: number) => ({ machineId, epoch, ackedSeq })
    await store().transact(tx => tx.facts.saveCursors([cursor('a', 3), cursor('b', 1)]))
    await store().transact(tx => tx.facts.saveCursors([cursor('a', 9)]))
    const found = await store().transact(tx => tx.facts.cursors([cursor('a', 0), cursor('b', 0), cursor('c', 0)]))
    expect(found.toSorted((x, y) => x.epoch.localeCompare(y.epoch))).toEqual([cursor('a', 9), cursor('b', 1)])
  })

  test('a dead letter keeps whatever was sent, also null', async () => {
    const letter = {
      machineId: unique('gate'),
      epoch: 'e',
      seq: 1,
      item: null,
      code: 'invalid_message',
      message: 'not an object',
      receivedAt: at(0),
      state: 'open' as const,
      handledAt: null,
      handledBy: null,
      reason: null,
    }
    const [first, second] = [
      { ...letter, id: uuidv7() },
      { ...letter, id: uuidv7(), item: { seq: 'x', text: 'ü' }, receivedAt: at(1) },
    ]
    await store().transact(tx => tx.facts.saveDeadLetters([first, second]))
    expect((await store().deadLetters.list({ machineId: letter.machineId }, { limit: 5 })).items).toEqual([second, first])
    expect(await store().deadLetters.get(second.id)).toEqual(second)
  })

  test('a dead letter that was looked after is open no more', async () => {
    const machineId = unique('gate')
    const open = {
      machineId,
      epoch: 'e',
      seq: 1,
      item: 1,
      code: 'c',
      message: 'm',
      receivedAt: at(0),
      handledAt: null,
      handledBy: null,
      reason: null,
    }
    const letters = [0, 1].map(() => ({ ...open, id: uuidv7(), state: 'open' as const }))
    const discarded = {
      ...(letters[0] as (typeof letters)[number]),
      state: 'discarded' as const,
      handledAt: at(5),
      handledBy: 'user:a@b',
      reason: 'no use',
    }
    await store().transact(tx => tx.facts.saveDeadLetters(letters))
    await store().transact(tx => tx.facts.saveDeadLetters([discarded]))
    expect(await store().transact(tx => tx.facts.openDeadLetters(machineId))).toEqual([letters[1]])
    expect(await store().transact(tx => tx.facts.deadLetter(discarded.id))).toEqual(discarded)
    expect((await store().deadLetters.list({ machineId, state: 'discarded' }, { limit: 5 })).items).toEqual([discarded])
  })

  test('a fact is found by its place in the journal', async () => {
    const written = fact({ machineId: unique('gate'), seq: 7 })
    await store().transact(tx => tx.facts.insert([written]))
    expect(await store().transact(tx => tx.facts.get(written.machineId, written.epoch, 7))).toEqual(written)
    expect(await store().transact(tx => tx.facts.get(written.machineId, written.epoch, 8))).toBeUndefined()
  })

  test('facts are listed newest first by machine, type and time, and paging neither repeats nor skips under inserts', async () => {
    const machineId = unique('gate')
    const same = at(50)
    const written = Array.from({ length: 9 }, (_, index) => fact({ machineId, seq: index + 1, occurredAt: index < 4 ? same : at(index) }))
    await store().transact(tx => tx.facts.insert(written))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await store().facts.list({ machineId }, { limit: 2, cursor })
      seen.push(...page.items.map(item => item.id))
      cursor = page.nextCursor ?? undefined
      await store().transact(tx => tx.facts.insert([fact({ machineId, seq: 100 + seen.length, occurredAt: at(1000 + seen.length) })]))
    } while (cursor !== undefined)
    const expected = written.toSorted((a, b) => b.occurredAt.localeCompare(a.occurredAt) || b.id.localeCompare(a.id)).map(item => item.id)
    expect(seen).toEqual(expected)
  })

  test('a cursor that is not ours is an invalid request', async () => {
    for (const cursor of ['', '%%%', 'bm90IGpzb24', Buffer.from('["2026",1]').toString('base64url')]) {
      await expect(store().facts.list({ machineId: 'any' }, { limit: 1, cursor })).rejects.toSatisfy(error =>
        isCoded(error, 'invalid_request'),
      )
    }
  })

  test('facts of one type are counted by machine and hour', async () => {
    const [left, right] = [unique('gate'), unique('gate')]
    const type = unique('passed').replace('-', '_')
    const make = (machineId: string, seq: number, occurredAt: string) => fact({ machineId, seq, occurredAt, type })
    await store().transact(tx =>
      tx.facts.insert([
        make(left, 1, '2026-01-20T09:59:59.999Z'),
        make(left, 2, '2026-01-20T10:00:00.000Z'),
        make(left, 3, '2026-01-20T10:59:59.999Z'),
        make(right, 1, '2026-01-20T11:00:00.000Z'),
        fact({ machineId: left, seq: 4, occurredAt: '2026-01-20T10:10:00.000Z' }),
      ]),
    )
    expect(await store().facts.hourly(type, '2026-01-20T10:00:00.000Z')).toEqual([
      { machineId: left, hour: '2026-01-20T10:00:00.000Z', count: 2 },
      { machineId: right, hour: '2026-01-20T11:00:00.000Z', count: 1 },
    ])
  })
}
