/** What may be done within one transaction, in prepared SQL for both engines. */
import { CodedError } from '@palang/kit'
import type { CommandRecord, FactCursor } from '../records.ts'
import type { Tx } from '../store.ts'
import { alertTx } from './alerts.ts'
import { accessTx } from './access.ts'
import { appendAudit } from './audit-chain.ts'
import { identityTx } from './identity.ts'
import { mealTx } from './meals.ts'
import { moneyTx } from './money.ts'
import { premisesTx } from './premises.ts'
import { prepaidTx } from './prepaid.ts'
import { readingTx } from './readings.ts'
import { recountTx } from './recounts.ts'
import { onlinePaymentTx } from './online-payments.ts'
import { registryTx } from './registry.ts'
import { deleteIn, inLists, insertRows, selectIn, selectRows, type Sql, upsertRows } from './rows.ts'
import { sessionTx } from './sessions.ts'
import { tariffTx } from './tariffs.ts'
import { treatmentTx } from './treatments.ts'
import { waterCareTx } from './water-care.ts'
import { alarms, commandEvents, commands, deadLetters, factCursors, facts, photos } from './tables.ts'

/** The transaction's face; it works as long as the connection's transaction is open. */
export function transactionOn(sql: Sql): Tx {
  return {
    facts: factTx(sql),
    sessions: sessionTx(sql),
    ...moneyTx(sql),
    prepaid: prepaidTx(sql),
    recounts: recountTx(sql),
    ...readingTx(sql),
    onlinePayments: onlinePaymentTx(sql),
    commands: commandTx(sql),
    alarms: {
      active: machineIds => selectIn(sql, alarms, 'machine_id', machineIds, ' AND state = ?', ['active']),
      get: async id => (await selectIn(sql, alarms, 'id', [id]))[0],
      putMany: records => upsertRows(sql, alarms, records),
    },
    alerts: alertTx(sql),
    ...registryTx(sql),
    ...identityTx(sql),
    tariffs: tariffTx(sql),
    waterCare: waterCareTx(sql),
    treatments: treatmentTx(sql),
    premises: premisesTx(sql),
    meals: mealTx(sql),
    ...accessTx(sql),
    audit: { append: entries => appendAudit(sql, entries) },
    photos: { insert: photo => insertRows(sql, photos, [photo]), remove: ids => deleteIn(sql, photos, 'id', ids) },
  }
}

function factTx(sql: Sql): Tx['facts'] {
  return {
    journals: machineId => selectIn(sql, factCursors, 'machine_id', [machineId]),
    async cursors(keys) {
      const wanted = new Set(keys.map(cursorKey))
      const found = await selectIn(
        sql,
        factCursors,
        'machine_id',
        keys.map(key => key.machineId),
      )
      return found.filter(cursor => wanted.has(cursorKey(cursor)))
    },
    digests: (machineId, epoch, seqs) => selectDigests(sql, machineId, epoch, seqs),
    insert: records => insertRows(sql, facts, records),
    saveCursors: cursors => upsertRows(sql, factCursors, cursors),
    get: async (machineId, epoch, seq) =>
      (await selectRows(sql, facts, 'WHERE machine_id = ? AND epoch = ? AND seq = ?', [machineId, epoch, seq]))[0],
    saveDeadLetters: letters => upsertRows(sql, deadLetters, letters),
    deadLetter: async id => (await selectIn(sql, deadLetters, 'id', [id]))[0],
    openDeadLetters: machineId => selectIn(sql, deadLetters, 'machine_id', [machineId], ' AND state = ?', ['open']),
  }
}

function cursorKey({ machineId, epoch }: Pick<FactCursor, 'machineId' | 'epoch'>): string {
  return `${machineId}\n${epoch}`
}

async function selectDigests({ connection }: Sql, machineId: string, epoch: string, seqs: readonly number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (const list of inLists(seqs)) {
    const marks = list.map(() => '?').join(', ')
    const rows = await connection.all(`SELECT seq, digest FROM facts WHERE machine_id = ? AND epoch = ? AND seq IN (${marks})`, [
      machineId,
      epoch,
      ...list,
    ])
    for (const row of rows) found.set(Number(row.seq), String(row.digest))
  }
  return found
}

function commandTx(sql: Sql): Tx['commands'] {
  return {
    getMany: ids => selectIn(sql, commands, 'id', ids),
    byIdempotencyKeys: keys => selectIn(sql, commands, 'idempotency_key', keys),
    async putMany(records) {
      await refuseTakenKeys(sql, records)
      await upsertRows(sql, commands, records)
    },
    appendEvents: events => insertRows(sql, commandEvents, events),
  }
}

/** MySQL's upsert would take any unique key for the row to replace, also that of another command. */
async function refuseTakenKeys(sql: Sql, records: readonly CommandRecord[]): Promise<void> {
  const keyed = records.filter(record => record.idempotencyKey !== null)
  const stored = await selectIn(
    sql,
    commands,
    'idempotency_key',
    keyed.map(record => record.idempotencyKey),
  )
  const owner = new Map(stored.map(({ id, idempotencyKey }) => [idempotencyKey, id]))
  for (const { id, idempotencyKey } of keyed) {
    const holder = owner.get(idempotencyKey) ?? id
    if (holder !== id) throw new CodedError('conflict', `command ${holder} has this idempotency key already`)
    owner.set(idempotencyKey, id)
  }
}
