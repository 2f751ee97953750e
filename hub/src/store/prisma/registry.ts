/** Outlets, zones, machines, devices, cards and vehicles. */
import { uuidv7 } from '@palang/kit'
import type { StoreContext } from '../context.ts'
import type { CardRecord, MachineRecord, OutletRecord, VehicleRecord } from '../records.ts'
import { insertRows, selectRows, type Sql, upsertRows } from '../sql/rows.ts'
import { type DeviceAssignmentRow, deviceAssignments, devices, machines, zoneCapacities, zones } from '../sql/tables.ts'
import type { Store } from '../store.ts'
import { maybe, olderThan, pageOf, spellings, takeOf, toRecord } from './rows.ts'

const newestFirst = [{ createdAt: 'desc' }, { id: 'desc' }] as const
const byCreation = (record: { createdAt: string; id: string }) => ({ time: record.createdAt, id: record.id })

/** Where things stand. */
export function placeStore(context: StoreContext): Pick<Store, 'outlets' | 'zones' | 'machines' | 'devices'> {
  const { read, write } = context
  return {
    outlets: {
      list: () => read(async prisma => (await prisma.outlet.findMany({ orderBy: { id: 'asc' } })).map(toRecord<OutletRecord>)),
      put: outlet => write(async prisma => void (await prisma.outlet.upsert({ where: { id: outlet.id }, create: outlet, update: outlet }))),
    },
    zones: {
      list: outletId =>
        read(async prisma => {
          const rows = await prisma.zone.findMany({ where: { outletId }, include: { capacities: true }, orderBy: { id: 'asc' } })
          return rows.map(({ capacities, ...zone }) => ({
            ...zone,
            capacity: Object.fromEntries(capacities.map(row => [row.vehicleClass, row.capacity])),
          }))
        }),
      put: ({ capacity, ...zone }) =>
        context.transaction(async sql => {
          await upsertRows(sql, zones, [zone])
          await sql.connection.run('DELETE FROM zone_capacities WHERE zone_id = ?', [zone.id])
          const rows = Object.entries(capacity).map(([vehicleClass, places]) => ({ zoneId: zone.id, vehicleClass, capacity: places }))
          await insertRows(sql, zoneCapacities, rows)
        }),
    },
    machines: machineStore(context),
    devices: {
      assign: assignment => context.transaction(sql => assignDevice(sql, assignment)),
      list: machineId =>
        read(async prisma => {
          const where = machineId === undefined ? {} : { machineId }
          const rows = await prisma.deviceAssignment.findMany({
            where,
            include: { device: true },
            orderBy: [{ assignedAt: 'desc' }, { id: 'desc' }],
          })
          return rows.map(({ device, ...row }) => ({ ...device, machineId: row.machineId, ...assignmentTimes(row) }))
        }),
    },
  }
}

function assignmentTimes(row: { assignedAt: Date; removedAt: Date | null }): { assignedAt: string; removedAt: string | null } {
  return { assignedAt: row.assignedAt.toISOString(), removedAt: row.removedAt?.toISOString() ?? null }
}

/** One device of a kind is fitted in a machine at a time, and a device is fitted in one machine at a time. */
async function assignDevice(sql: Sql, { machineId, kind, serial, model, at }: Parameters<Store['devices']['assign']>[0]): Promise<void> {
  const { connection, dialect } = sql
  const [known] = await selectRows(sql, devices, 'WHERE kind = ? AND serial = ?', [kind, serial])
  const device = { id: known?.id ?? uuidv7(), kind, serial, model }
  if (known?.model !== model) await upsertRows(sql, devices, [device])
  const open = await selectRows(sql, deviceAssignments, 'WHERE removed_at IS NULL AND ((machine_id = ? AND kind = ?) OR device_id = ?)', [
    machineId,
    kind,
    device.id,
  ])
  const fits = (row: DeviceAssignmentRow) => row.machineId === machineId && row.deviceId === device.id
  for (const row of open) {
    if (!fits(row)) await connection.run('UPDATE device_assignments SET removed_at = ? WHERE id = ?', [dialect.encode('time', at), row.id])
  }
  if (!open.some(fits))
    await insertRows(sql, deviceAssignments, [{ id: uuidv7(), deviceId: device.id, machineId, kind, assignedAt: at, removedAt: null }])
}

function machineStore({ read, query, dialect }: StoreContext): Store['machines'] {
  return {
    all: () => query(connection => selectRows({ connection, dialect }, machines, 'ORDER BY created_at DESC, id DESC')),
    list: (page, search) =>
      read(async prisma => {
        const found =
          search === undefined ? {} : { OR: spellings(search).flatMap(term => [{ id: { contains: term } }, { name: { contains: term } }]) }
        const rows = await prisma.machine.findMany({
          where: { AND: [olderThan('createdAt', page), found] },
          orderBy: [...newestFirst],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<MachineRecord>), page, byCreation)
      }),
    get: id => read(async prisma => maybe(await prisma.machine.findUnique({ where: { id } }), toRecord<MachineRecord>)),
  }
}

/** Who comes. */
export function customerStore({ read }: StoreContext): Pick<Store, 'cards' | 'vehicles'> {
  return {
    cards: {
      list: (page, search) =>
        read(async prisma => {
          const fields = (term: string) => [
            { id: { contains: term } },
            { holder: { contains: term } },
            { licensePlate: { contains: term } },
          ]
          const found = search === undefined ? {} : { OR: spellings(search).flatMap(fields) }
          const rows = await prisma.card.findMany({
            where: { AND: [olderThan('createdAt', page), found] },
            orderBy: [...newestFirst],
            take: takeOf(page),
          })
          return pageOf(rows.map(toRecord<CardRecord>), page, byCreation)
        }),
      get: id => read(async prisma => maybe(await prisma.card.findUnique({ where: { id } }), toRecord<CardRecord>)),
      ofStanding: (standing, page) =>
        read(async prisma => {
          const stands = standing === 'blocked' ? { status: 'blocked' } : { kind: 'member', status: 'active' }
          const rows = await prisma.card.findMany({
            where: { AND: [olderThan('createdAt', page), stands] },
            orderBy: [...newestFirst],
            take: takeOf(page),
          })
          return pageOf(rows.map(toRecord<CardRecord>), page, byCreation)
        }),
    },
    vehicles: {
      list: (page, search) =>
        read(async prisma => {
          const fields = (term: string) => [
            { id: { contains: term } },
            { licensePlate: { contains: term } },
            { cardId: { contains: term } },
          ]
          const found = search === undefined ? {} : { OR: spellings(search).flatMap(fields) }
          const rows = await prisma.vehicle.findMany({
            where: { AND: [olderThan('createdAt', page), found] },
            orderBy: [...newestFirst],
            take: takeOf(page),
          })
          return pageOf(rows.map(toRecord<VehicleRecord>), page, byCreation)
        }),
      get: id => read(async prisma => maybe(await prisma.vehicle.findUnique({ where: { id } }), toRecord<VehicleRecord>)),
    },
  }
}
