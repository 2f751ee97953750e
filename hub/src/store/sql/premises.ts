/** Outlets, machines and the work on them, in prepared SQL. */
import type { StoreContext } from '../context.ts'
import type { MachineDetailRecord, MaintenanceRecord, OutletDetailRecord, PremisesStore, PremisesTx } from '../premises.ts'
import type { OutletRecord } from '../records.ts'
import { shelf } from './registry.ts'
import { insertRows, selectRows, type Sql } from './rows.ts'
import { table } from './tables.ts'

const outlets = table<OutletRecord>('outlets', ['id'], { id: 'text', name: 'text', timezone: 'text', currency: 'text' })

const outletDetails = table<OutletDetailRecord>('outlet_details', ['id'], {
  id: 'text',
  location: 'text',
  address: 'text',
  contactPerson: 'text',
  contactPhone: 'text',
  isActive: 'bool',
  retiredAt: 'time',
})

const machineDetails = table<MachineDetailRecord>('machine_details', ['id'], {
  id: 'text',
  machineType: 'text',
  installedDate: 'text',
  planDays: 'int',
  planTreatments: 'int',
  retiredAt: 'time',
})

const maintenance = table<MaintenanceRecord>('maintenance_entries', ['id'], {
  id: 'text',
  machineId: 'text',
  date: 'text',
  kind: 'text',
  note: 'text',
  actor: 'text',
  notedAt: 'time',
})

/** What tells of a machine. */
const traces = ['sessions', 'device_events', 'telemetry_assignments', 'maintenance_entries']

/** The part of a transaction that keeps outlets and machines. */
export function premisesTx(sql: Sql): PremisesTx {
  return {
    outlets: shelf(sql, outlets),
    outletDetails: shelf(sql, outletDetails),
    machineDetails: shelf(sql, machineDetails),
    addMaintenance: entry => insertRows(sql, maintenance, [entry]),
    async hasHistory(machineId) {
      for (const name of traces) {
        if ((await sql.connection.all(`SELECT 1 FROM ${name} WHERE machine_id = ? LIMIT 1`, [machineId])).length > 0) return true
      }
      return false
    },
    async useOf(outletId) {
      const [row] = await sql.connection.all(
        `SELECT COUNT(*) AS standing, SUM(CASE WHEN d.retired_at IS NULL THEN 1 ELSE 0 END) AS kept
         FROM machines m LEFT JOIN machine_details d ON d.id = m.id WHERE m.outlet_id = ?`,
        [outletId],
      )
      const sessions = await sql.connection.all('SELECT 1 FROM sessions WHERE outlet_id = ? LIMIT 1', [outletId])
      return { machines: Number(row?.kept ?? 0), isUsed: Number(row?.standing ?? 0) > 0 || sessions.length > 0 }
    },
  }
}

/** What is read of it. */
export function premisesStore({ query, dialect }: StoreContext): PremisesStore {
  const on = <T>(work: (sql: Sql) => Promise<T>) => query(connection => work({ connection, dialect }))
  return {
    outletDetails: () => on(sql => selectRows(sql, outletDetails, 'ORDER BY id')),
    machineDetails: () => on(sql => selectRows(sql, machineDetails, 'ORDER BY id')),
    maintenance: (machineId, limit) =>
      on(sql => selectRows(sql, maintenance, `WHERE machine_id = ? ORDER BY date DESC, id DESC LIMIT ${Math.trunc(limit)}`, [machineId])),
    lastMaintenance: () =>
      query(async connection => {
        const rows = await connection.all('SELECT machine_id, MAX(date) AS last_date FROM maintenance_entries GROUP BY machine_id', [])
        return rows.map(row => ({ machineId: String(row.machine_id), date: String(row.last_date) }))
      }),
  }
}
