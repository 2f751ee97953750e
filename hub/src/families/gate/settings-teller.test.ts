import { ManualClock } from '@palang/kit'
import { tariff } from '@palang/tariff'
import { expect, test } from 'vitest'
import { gateConfig } from './machine-config.ts'
import { createSettingsTeller, lookForAllEvery, lookForTariffsEvery } from './settings-teller.ts'
import { gateRig } from './testing/gate-rig.ts'

async function site() {
  const rig = await gateRig()
  const { store, site: place, log } = rig
  const clock = new ManualClock(Date.UTC(2026, 0, 20))
  const told: { id: string; payload: unknown }[] = []
  const fleet = { tell: (id: string, message: { payload: unknown }) => told.push({ id, payload: message.payload }) > 0 }
  const at = () => new Date(clock.now()).toISOString()
  const hold = { state: () => ({ held: false }) }
  const settingsOf = () => gateConfig({ store, site: place, log, hold }, at())
  const teller = createSettingsTeller({ store, site: place, log, clock, fleet, settingsOf })
  await teller.start()
  return { ...rig, clock, told, teller, at }
}

test('gates are told anew once a tariff is published, not before and not twice, and never how they are to stand', async () => {
  const { store, clock, told, teller, at } = await site()
  await clock.advance(2 * lookForTariffsEvery)
  expect(told).toEqual([])
  await store.transact(async tx => {
    const classes = { car: { first: { minutes: 60, amount: 9000 }, following: { minutes: 60, amount: 1000 } } }
    const definition = tariff.parse({ id: 'shop', version: 9, currency: 'IDR', classes })
    await tx.tariffs.add({ id: 'shop', version: 9, definition, createdAt: at() })
    await tx.tariffs.start({ id: 's9', tariffId: 'shop', version: 9, startsAt: at(), setAt: at(), actor: 'x', reason: null })
  })
  await clock.advance(lookForTariffsEvery)
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
