import { noPayments } from '../payments/testing/no-payments.ts'
import { ManualClock } from '@palang/kit'
import { tariff } from '@palang/tariff'
import { expect, test } from 'vitest'
import { createLive } from '../live/live.ts'
import { gateConfig } from './gate/machine-config.ts'
import { gateRig } from './gate/testing/gate-rig.ts'
import type { MachineSettings } from './registry.ts'
import { createSettingsTeller, lookAtMarksEvery, lookForAllEvery } from './settings-teller.ts'

interface Told {
  id: string
  payload: unknown
}

async function site(settingsOfWater: (machineId: string) => MachineSettings = () => ({ version: 'w', config: {} }), payments = noPayments) {
  const rig = await gateRig()
  const { store, log } = rig
  const vending = (id: string) => ({
    id,
    family: 'water' as const,
    vehicle_class: 'car',
    panel: { port: 8003, host: '127.0.0.1' },
    devices: {},
  })
  const place = { ...rig.site, machines: [...rig.site.machines, vending('vending-1'), vending('vending-2')] }
  const clock = new ManualClock(Date.UTC(2026, 0, 20))
  const told: Told[] = []
  const fleet = { tell: (id: string, message: { payload: unknown }) => told.push({ id, payload: message.payload }) > 0 }
  const at = () => new Date(clock.now()).toISOString()
  const hold = { state: () => ({ held: false }) }
  const live = createLive({ clock, isGate: () => false })
  async function settingsOf(family: string) {
    if (family === 'water') return settingsOfWater
    const same = await gateConfig({ store, site: place, log, hold }, at())
    return () => same
  }
  const teller = createSettingsTeller({ store, site: place, log, clock, fleet, live, payments, settingsOf })
  await teller.start()
  return { ...rig, clock, told, teller, at, live }
}

test('gates are told anew once a tariff is published, not before and not twice, and never how they are to stand', async () => {
  const { store, clock, told, teller, at } = await site()
  await clock.advance(2 * lookAtMarksEvery)
  expect(told).toEqual([])
  await store.transact(async tx => {
    const classes = { car: { first: { minutes: 60, amount: 9000 }, following: { minutes: 60, amount: 1000 } } }
    const definition = tariff.parse({ id: 'shop', version: 9, currency: 'IDR', classes })
    await tx.tariffs.add({ id: 'shop', version: 9, definition, createdAt: at() })
    await tx.tariffs.start({ id: 's9', tariffId: 'shop', version: 9, startsAt: at(), setAt: at(), actor: 'x', reason: null })
  })
  await clock.advance(lookAtMarksEvery)
  expect(told.map(({ id }) => id)).toEqual(['gate_in', 'gate_out'])
  expect(JSON.stringify(told[0]?.payload)).toContain('"amount":9000')
  expect(told[0]?.payload).not.toHaveProperty('config.hold')
  await clock.advance(3 * lookForAllEvery)
  expect(told).toHaveLength(2)
  teller.stop()
})

test('a card blocked while the link stands is known to the gates within a minute', async () => {
  const { member, clock, told, teller } = await site()
  await member('CARD_001', { status: 'blocked' })
  await clock.advance(lookForAllEvery)
  expect(told.map(({ payload }) => payload)).toMatchObject([{ config: { blocked: ['CARD_001'] } }, { config: { blocked: ['CARD_001'] } }])
  teller.stop()
})

test('a machine whose settings were changed is told at once, and no other', async () => {
  let price = 1000
  const { told, teller } = await site(id => ({ version: `v${price}`, config: id === 'vending-2' ? { price } : {} }))
  price = 1500
  await teller.changed('water')
  expect(told).toEqual([{ id: 'vending-2', payload: { config_version: 'v1500', config: { price: 1500 } } }])
  await teller.changed('water')
  await teller.changed('gate')
  expect(told).toHaveLength(1)
  teller.stop()
})

test('a machine that was being welcomed while the settings changed is told again, one that links later is not', async () => {
  let price = 1000
  const { told, teller, live, clock } = await site(() => ({ version: `v${price}`, config: { price } }))
  const links = () => live.publish({ type: 'presence', machineId: 'vending-1', payload: { online: true } })
  links()
  expect(told).toEqual([])
  price = 1500
  await teller.changed('water')
  links()
  expect(told.map(({ id }) => id)).toEqual(['vending-1', 'vending-2', 'vending-1'])
  await clock.advance(lookForAllEvery)
  links()
  expect(told).toHaveLength(3)
  teller.stop()
})

test('water machines are told within seconds that QRIS came or went', async () => {
  let qris = true
  const { told, teller, clock } = await site(() => ({ version: String(qris), config: { qris } }), { ...noPayments, isOffered: () => qris })
  qris = false
  await clock.advance(lookAtMarksEvery)
  expect(told.map(({ id, payload }) => [id, payload])).toEqual(
    ['vending-1', 'vending-2'].map(id => [id, { config_version: 'false', config: { qris: false } }]),
  )
  teller.stop()
})
