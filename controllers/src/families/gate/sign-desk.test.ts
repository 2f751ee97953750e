import { ManualClock } from '@palang/kit'
import type { ParkingPlaces } from '@palang/protocol'
import { expect, test } from 'vitest'
import { SimulatedSign } from '../../devices/sign/simulated.ts'
import { placesMemory } from '../../journal/places-memory.ts'
import { signDesk } from './sign-desk.ts'

const free = (count: number): ParkingPlaces => ({ rows: [{ zone_id: 'main', vehicle_class: 'car', total: 9, free: count }] })

async function rig(away: 'blank' | 'dashes') {
  const clock = new ManualClock()
  const sign = new SimulatedSign({ clock })
  const places = placesMemory({ meta: () => null, setMeta: () => undefined }, clock)
  const config = { driver: 'simulated', template: 'MOBIL {car.free:3}', full: 'PENUH', repeat_s: 10, away_minutes: 5, away } as const
  const desk = signDesk({ sign, config, places, clock })
  sign.start()
  desk.start()
  await clock.advance(1_000)
  return { clock, sign, places, desk }
}

test('the sign follows what the hub tells, and says full when it is', async () => {
  const { sign, places } = await rig('dashes')
  expect(sign.shown()).toBe('MOBIL ---')
  places.told(free(4))
  expect(sign.shown()).toBe('MOBIL   4')
  places.told(free(0))
  expect(sign.shown()).toBe('MOBIL PENUH')
})

test.each([
  ['dashes', 'MOBIL ---'],
  ['blank', ''],
] as const)('when the hub is away for longer than configured: %s', async (away, text) => {
  const { clock, sign, places } = await rig(away)
  places.told(free(4))
  places.unlinked()
  await clock.advance(4 * 60_000)
  expect(sign.shown()).toBe('MOBIL   4')
  await clock.advance(2 * 60_000)
  expect(sign.shown()).toBe(text)
  places.told(free(3))
  expect(sign.shown()).toBe('MOBIL   3')
})

test('stopped, the desk tells the sign nothing more', async () => {
  const { sign, places, desk } = await rig('dashes')
  places.told(free(4))
  desk.stop()
  places.told(free(3))
  expect(sign.shown()).toBe('MOBIL   4')
})
