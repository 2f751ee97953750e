/** The part of the hub that only pretends which is about parking places. */
import { Hono } from 'hono'
import type { FixtureSite } from './fixture-data.ts'

/** `/api/parking/capacity`, `/api/parking/recounts`. */
export function placesRoutes(site: FixtureSite): Hono {
  const isEmpty = site.machines.length === 0
  const row = (id: string, name: string, vehicleClass: string, total: number, occupied: number, correction = 0) => ({
    id,
    name,
    vehicle_class: vehicleClass,
    total,
    occupied,
    available: Math.max(0, total - occupied),
    correction,
  })
  const zones = isEmpty
    ? []
    : [
        row('main', 'Area utama', 'car', 100, 31, -2),
        row('main', 'Area utama', 'motorcycle', 200, 204),
        row('basement', 'Basement gedung perkantoran utara', 'car', 40, 12, 1),
      ]
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  const count = (n: number, vehicleClass: string, derived: number, counted: number, reason: string) => ({
    id: `019bda5e-9a40-7000-8000-0000000000e${n}`,
    zone_id: n === 3 ? 'basement' : 'main',
    vehicle_class: vehicleClass,
    counted_at: ago(n * 21),
    counted,
    derived,
    difference: counted - derived,
    ended_stays: n === 1 ? 2 : 0,
    actor: 'user:siti@palang.local',
    reason,
  })
  const counts = isEmpty
    ? []
    : [
        count(1, 'car', 37, 33, 'Keliling malam'),
        count(2, 'motorcycle', 180, 180, 'Pergantian shift'),
        count(3, 'car', 11, 12, 'Palang dibuka manual saat listrik padam'),
      ]
  const open = site.sessions.filter(session => session.open).toReversed()
  const signs = ['barrier_opened', 'paid', 'long_inside']
  const app = new Hono()
  app.get('/api/parking/capacity', c => {
    const sum = (of: 'total' | 'occupied' | 'available') => zones.reduce((all, zone) => all + zone[of], 0)
    return c.json({ total: sum('total'), occupied: sum('occupied'), available: sum('available'), zones })
  })
  app.get('/api/parking/recounts', c => c.json({ items: counts, next_cursor: null }))
  app.get('/api/parking/recounts/proposal/:zone/:class', c =>
    c.json({
      derived: 31,
      inside: open.slice(0, 6).map(({ timeline: _timeline, ...stay }, index) => ({ ...stay, sign: signs[Math.min(index, 2)] })),
      unheard: ['gate_out'],
    }),
  )
  return app
}
