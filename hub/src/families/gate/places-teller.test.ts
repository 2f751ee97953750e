import { parkingPlaces } from '@palang/protocol'
import { beforeEach, expect, test } from 'vitest'
import { createPlacesTeller, tellDelays, type PlacesTeller } from './places-teller.ts'
import { gateRig } from './testing/gate-rig.ts'

let rig: Awaited<ReturnType<typeof gateRig>>
let teller: PlacesTeller
let heard: { machineId: string; capability: string; left: unknown; cars: number | undefined }[]
let since: string

beforeEach(async () => {
  rig = await gateRig()
  heard = []
  since = '2026-01-20T10:00:00.000Z'
  const { site, store, clock, log, live, fleet } = rig
  await store.zones.put({ id: 'main', outletId: site.outlet.id, name: 'Area utama', capacity: { car: 2, motorcycle: 5 } })
  teller = createPlacesTeller({
    site,
    store,
    clock,
    log,
    live,
    fleet: {
      presence: () => fleet.presence().map(machine => ({ ...machine, since })),
      tell(machineId, { payload }, capability) {
        const { lane, rows } = parkingPlaces.parse(payload)
        heard.push({ machineId, capability: capability ?? '', left: lane, cars: rows.find(row => row.vehicle_class === 'car')?.free })
        return true
      },
    },
  })
})

const settle = () => rig.clock.advance(tellDelays.settle)
const toldTo = (machineId: string) => heard.filter(one => one.machineId === machineId)
const passed = () => rig.live.publish({ type: 'parking_event', machineId: 'gate_in', payload: { event: 'entry' } })

test('gates are told at the start and after each change, an entry with what its own lane may do', async () => {
  teller.start()
  await settle()
  expect(toldTo('gate_in')).toEqual([
    {
      machineId: 'gate_in',
      capability: 'parking_places',
      left: { vehicle_class: 'car', left: 2, reserved: 0, members_guaranteed: false },
      cars: 2,
    },
  ])
  expect(toldTo('gate_out')).toMatchObject([{ left: undefined, cars: 2 }])
  rig.stay({ cardId: 'CARD_002' })
  passed()
  await settle()
  expect(toldTo('gate_in').at(-1)).toMatchObject({ left: { left: 1 }, cars: 1 })
  teller.stop()
})

test('nothing is said twice over one link, and everything again over a new one', async () => {
  teller.start()
  await settle()
  passed()
  await settle()
  await rig.clock.advance(tellDelays.lookEvery + tellDelays.settle)
  expect(toldTo('gate_in')).toHaveLength(1)
  since = '2026-01-20T11:00:00.000Z'
  rig.live.publish({ type: 'presence', machineId: 'gate_in', payload: {} })
  await settle()
  expect(toldTo('gate_in')).toHaveLength(2)
  teller.stop()
})

test('what ends by time alone is told without any event, and nothing after the stop', async () => {
  teller.start()
  await settle()
  rig.stay({ cardId: 'CARD_002' })
  await rig.clock.advance(tellDelays.lookEvery + tellDelays.settle)
  expect(toldTo('gate_in').at(-1)).toMatchObject({ cars: 1 })
  teller.stop()
  rig.stay({ cardId: 'CARD_003' })
  passed()
  await rig.clock.advance(tellDelays.lookEvery * 2)
  expect(toldTo('gate_in').at(-1)).toMatchObject({ cars: 1 })
})
