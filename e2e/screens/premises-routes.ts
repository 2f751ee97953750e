/** The part of the hub that only pretends which is about outlets, machines and looking after them. It remembers what it is told. */
import {
  type MachineView,
  machineChangeBody,
  machineView,
  maintenanceEntryBody,
  maintenancePlanBody,
  type MaintenanceView,
  newMachineBody,
  newOutletBody,
  outletChangeBody,
  outletView,
  type OutletView,
} from '@palang/protocol'
import { Hono } from 'hono'
import { dueDay } from '../../hub/src/domain/maintenance-due.ts'
import { outlets } from './access-data.ts'
import type { FixtureSite, Scenario } from './fixture-data.ts'
import { id as madeId } from './made-up.ts'
import { ozoneOutlets } from './ozone-data.ts'

/** The day it is at the outlets. */
const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format()

function refused(code: string, errors: { path: string; message: string }[] = []): Response {
  const status = code === 'conflict' ? 409 : 400
  return Response.json({ type: 'x', title: code, status, detail: code, code, retryable: false, errors }, { status })
}

const plainOutlet: Omit<OutletView, 'id' | 'name'> = {
  timezone: 'Asia/Jakarta',
  currency: 'IDR',
  machines: 0,
  location: null,
  address: null,
  contact_person: null,
  contact_phone: null,
  is_active: true,
  of_site_file: false,
  retired_at: null,
}

/** As the hub, it asks the runtime. */
function wrongZone(zone: string | undefined): boolean {
  return zone !== undefined && !Intl.supportedValuesOf('timeZone').includes(zone)
}

/** Every route about places and machines. */
export function premisesRoutes(site: FixtureSite, scenario: Scenario): Hono {
  const kept = outletsOf(scenario)
  const counted = (outlet: OutletView) => ({
    ...outlet,
    machines: site.machines.filter(one => one.outlet_id === outlet.id && (one.retired_at ?? null) === null).length,
  })
  const app = new Hono()
  app.get('/api/outlets', c =>
    c.json({
      items: kept.filter(one => one.retired_at === null || c.req.query('retired') === 'true').map(counted),
      next_cursor: null,
    }),
  )
  app.post('/api/outlets', async c => {
    const { id = 'outlet-baru', name, timezone = 'Asia/Jakarta', ...said } = newOutletBody.parse(await c.req.json())
    if (wrongZone(timezone)) return refused('invalid_request', [{ path: 'timezone', message: 'no time zone' }])
    if (kept.some(one => one.id === id)) return refused('already_exists')
    const outlet = outletView.parse({ ...plainOutlet, ...said, id, name, timezone })
    kept.push(outlet)
    return c.json(outlet, 201)
  })
  app.patch('/api/outlets/:id', async c => {
    const { retired, ...said } = outletChangeBody.parse(await c.req.json())
    const index = kept.findIndex(one => one.id === c.req.param('id'))
    const before = kept[index]
    if (before === undefined) return refused('not_found')
    const after = outletView.parse({ ...before, ...said, retired_at: retired === false ? null : before.retired_at })
    kept[index] = after
    return c.json(counted(after))
  })
  app.delete('/api/outlets/:id', c => {
    const found = kept.find(one => one.id === c.req.param('id'))
    if (found === undefined || counted(found).machines > 0) return refused('conflict')
    found.retired_at = new Date().toISOString()
    return c.body(null, 204)
  })
  return app.route('/', machineRoutes(site)).route('/', maintenanceRoutes(site))
}

/** Of the ozone scene one that is closed and one that was retired as well. */
function outletsOf(scenario: Scenario): OutletView[] {
  if (scenario !== 'ozone') return structuredClone(outlets)
  return [
    ...structuredClone(ozoneOutlets),
    { ...plainOutlet, id: 'ozon-jayapura', name: 'Ozon Jayapura', timezone: 'Asia/Jayapura', is_active: false },
    { ...plainOutlet, id: 'ozon-lama', name: 'Ozon Melawai', location: 'Blok M', retired_at: '2026-01-02T03:00:00.000Z' },
  ]
}

function machineRoutes(site: FixtureSite): Hono {
  const app = new Hono()
  app.get('/api/v1/machines', c => c.json({ items: site.machines, next_cursor: null }))
  app.post('/api/v1/machines', async c => {
    const { id, name, family = 'water', outlet_id: outletId = 'pusat', outlet: _outlet, ...said } = newMachineBody.parse(await c.req.json())
    if ((said.installed_date ?? '') > today()) return refused('invalid_request', [{ path: 'installed_date', message: 'not yet' }])
    const machine = machineView.parse({
      ...{ id: id ?? (name ?? '').toLowerCase().replaceAll(' ', '-'), outlet_id: outletId, name: name ?? id ?? '', family },
      ...{ direction: null, zone_id: null, vehicle_class: null, mode: 'active', status: 'offline', since: null, last_seen: null },
      ...{ protocol: null, software: null, added: true, retired_at: null, last_maintenance: null, next_maintenance: null },
      ...said,
    })
    site.machines.push(machine)
    return c.json(machine, 201)
  })
  app.patch('/api/v1/machines/:id', async c => {
    const { retired, ...said } = machineChangeBody.parse(await c.req.json())
    const index = site.machines.findIndex(one => one.id === c.req.param('id'))
    const before = site.machines[index]
    if (before === undefined) return refused('unknown_machine')
    const after = machineView.parse({ ...before, ...said, retired_at: retired === false ? null : before.retired_at })
    site.machines[index] = after
    return c.json(after)
  })
  app.delete('/api/v1/machines/:id', c => {
    const found = site.machines.find(one => one.id === c.req.param('id'))
    if (found !== undefined) found.retired_at = new Date().toISOString()
    return c.body(null, 204)
  })
  return app
}

/** Looked after twice a quarter; the third machine never was and nobody planned it. */
function maintenanceRoutes(site: FixtureSite): Hono {
  const kept = new Map<string, MaintenanceView>()
  const of = (machine: MachineView): MaintenanceView => {
    const known = kept.get(machine.id)
    if (known !== undefined) return known
    const last = machine.last_maintenance ?? null
    const entry = (index: number, date: string, kind: string, note: string | null) => ({
      ...{ id: madeId('4a4a', index), date, kind, note, actor: 'user:siti@palang.local', noted_at: `${date}T04:00:00.000Z` },
    })
    const entries =
      last === null
        ? []
        : [
            entry(1, last, 'part', 'Sel ozon baru, selang diganti'),
            entry(2, '2026-02-11', 'service', null),
            entry(3, '2025-11-20', 'inspection', 'Kebocoran kecil di pintu'),
          ]
    return dueOf({ ...plain(machine.id), plan: { days: last === null ? null : 90, treatments: null }, entries })
  }
  const found = (id: string) => site.machines.find(one => one.id === id)
  const keep = (next: MaintenanceView) => {
    const settled = dueOf(next)
    kept.set(next.machine_id, settled)
    const machine = found(next.machine_id)
    if (machine !== undefined) machine.next_maintenance = settled.due.date
    return settled
  }
  const app = new Hono()
  const keys = new Set<string>()
  const path = '/api/v1/machines/:id/maintenance'
  app.get(path, c => {
    const machine = found(c.req.param('id'))
    return machine === undefined ? refused('unknown_machine') : c.json(of(machine))
  })
  app.post(path, async c => {
    const machine = found(c.req.param('id'))
    if (machine === undefined) return refused('unknown_machine')
    const { date = today(), kind, note = null } = maintenanceEntryBody.parse(await c.req.json())
    if (date > today()) return refused('invalid_request', [{ path: 'date', message: 'not yet' }])
    const key = c.req.header('idempotency-key') ?? ''
    if (keys.has(key)) return c.json(of(machine), 201)
    keys.add(key)
    const entry = { id: madeId('4b4b', keys.size), date, kind, note, actor: 'user:siti@palang.local', noted_at: new Date().toISOString() }
    return c.json(keep({ ...of(machine), entries: [entry, ...of(machine).entries] }), 201)
  })
  app.put(`${path}/plan`, async c => {
    const machine = found(c.req.param('id'))
    if (machine === undefined) return refused('unknown_machine')
    const { plan } = of(machine)
    const { days = plan.days, treatments = plan.treatments } = maintenancePlanBody.parse(await c.req.json())
    return c.json(keep({ ...of(machine), plan: { days, treatments } }))
  })
  return app
}

const plain = (machineId: string): MaintenanceView => ({
  machine_id: machineId,
  plan: { days: null, treatments: null },
  due: { date: null, days_left: null, treatments_left: null, is_due: false },
  entries: [],
})

function dueOf(view: MaintenanceView): MaintenanceView {
  const date = dueDay(view.plan.days, view.entries[0]?.date ?? null)
  const left = date === null ? null : Math.round((Date.parse(date) - Date.parse(today())) / 86_400_000)
  return { ...view, due: { date, days_left: left, treatments_left: view.plan.treatments, is_due: left !== null && left <= 0 } }
}
