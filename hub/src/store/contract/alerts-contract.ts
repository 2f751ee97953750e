/** What was told of alarms to whom. */
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import { alarm, alertDelivery, at, unique } from './samples.ts'

/** Registers the tests. */
export function alertsContract(store: CurrentStore): void {
  test('a delivery is kept as it was written, and replaced by its id', async () => {
    const recipient = unique('owner')
    const waiting = alertDelivery({ recipient })
    const sent = { ...waiting, state: 'sent' as const, attempts: 2, nextAttemptAt: null, endedAt: at(9) }
    const failed = alertDelivery({ recipient, createdAt: at(1), lastError: { code: 'login', detail: '535 5.7.8 tidak bisa' } })
    await store().transact(tx => tx.alerts.putMany([waiting, failed]))
    expect((await store().alerts.list({ recipient }, { limit: 9 })).items).toEqual([failed, waiting])
    await store().transact(tx => tx.alerts.putMany([sent]))
    expect((await store().alerts.list({ recipient, state: 'sent' }, { limit: 9 })).items).toEqual([sent])
  })

  test('deliveries are listed newest first, a page at a time', async () => {
    const recipient = unique('owner')
    const rows = [0, 1, 2].map(minute => alertDelivery({ recipient, createdAt: at(minute) }))
    await store().transact(tx => tx.alerts.putMany(rows))
    const first = await store().alerts.list({ recipient }, { limit: 2 })
    expect(first.items).toEqual([rows[2], rows[1]])
    expect(await store().alerts.list({ recipient }, { limit: 2, cursor: first.nextCursor ?? '' })).toEqual({
      items: [rows[0]],
      nextCursor: null,
    })
  })

  test('those under way and those of some time are found, oldest first; the old that ended are forgotten', async () => {
    const recipient = unique('owner')
    const mine = <T extends { recipient: string }>(rows: readonly T[]) => rows.filter(row => row.recipient === recipient)
    const old = alertDelivery({ recipient, createdAt: '2020-01-01T00:00:00.000Z', state: 'sent', endedAt: '2020-01-01T00:00:01.000Z' })
    const stuck = alertDelivery({ recipient, createdAt: '2020-01-01T00:00:00.000Z' })
    const sending = alertDelivery({ recipient, createdAt: at(1), state: 'sending' })
    const unknown = alertDelivery({ recipient, createdAt: at(2), state: 'unknown', endedAt: at(3) })
    await store().transact(tx => tx.alerts.putMany([unknown, sending, stuck, old]))
    expect(mine(await store().alerts.unended())).toEqual([stuck, sending])
    expect(mine(await store().alerts.since(at(1)))).toEqual([sending, unknown])
    await store().transact(tx => tx.alerts.forget('2021-01-01T00:00:00.000Z'))
    expect((await store().alerts.list({ recipient }, { limit: 9 })).items).toEqual([unknown, sending, stuck])
  })

  test('the alarms that may have to be told are the active ones, the new ones and those asked for', async () => {
    const machineId = unique('gate')
    const before = '2019-01-01T00:00:00.000Z'
    const ended = { machineId, state: 'cleared' as const, clearedAt: at(8) }
    const active = alarm({ machineId, raisedAt: before })
    const fresh = alarm({ ...ended, raisedAt: at(5) })
    const asked = alarm({ ...ended, raisedAt: before })
    await store().transact(tx => tx.alarms.putMany([active, fresh, asked, alarm({ ...ended, raisedAt: before })]))
    const found = await store().alerts.alarms({ raisedSince: at(5), ids: [asked.id, uuidv7()] })
    const mine = found.filter(one => one.machineId === machineId)
    expect(mine.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([active, fresh, asked])
  })
}
