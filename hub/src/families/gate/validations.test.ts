import { tariff } from '@palang/tariff'
import { expect, test } from 'vitest'
import type { Actor } from '../../services.ts'
import { tariffOf } from './settlement.ts'
import { gateOut, gateRig, hourMs, operator } from './testing/gate-rig.ts'

const cinema: Actor = { id: 'token:Bioskop', role: 'program', scopes: ['validate'] }

/** A car park whose tariff knows two merchants, with a stay of card CARD_001 that came in an hour ago. */
async function merchantRig() {
  const rig = await gateRig()
  const definition = tariff.parse({
    ...tariffOf(rig.site),
    version: 7,
    validations: { Bioskop: { amount: 2000 }, Klinik: { percent: 50 } },
  })
  await rig.store.transact(tx => tx.tariffs.add({ id: definition.id, version: 7, definition, createdAt: '2026-01-20T00:00:00.000Z' }))
  const now = rig.stay({ tariffVersion: 7 })
  await rig.clock.advance(hourMs)
  const give = (validation: string, actor = operator, change: object = {}) =>
    rig.parking.giveValidation({ card_id: 'CARD_001', validation, ...change }, actor)
  const due = () => rig.parking.exit({ card_id: 'CARD_001' }, gateOut)
  return { ...rig, now, give, due }
}

test('what was given is noted with who and when, told to the screens, and comes off the price with a line of its own', async () => {
  const { give, due, now, shelves, live, clock } = await merchantRig()
  const told: unknown[] = []
  const publish = live.publish
  live.publish = event => {
    told.push(event)
    publish(event)
  }
  await give('Bioskop', cinema, { note: 'kasir 2' })
  const at = new Date(clock.now()).toISOString()
  expect(now().validations).toEqual([{ name: 'Bioskop', at, by: 'token:Bioskop', note: 'kasir 2' }])
  expect(shelves.audit).toMatchObject([{ action: 'parking.validate', actor: 'token:Bioskop', subject: now().id, reason: 'kasir 2' }])
  expect(told).toMatchObject([{ type: 'parking_event', payload: { event: 'validated', result: { session_id: now().id } } }])
  await expect(due()).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 3000 } })
  expect(now().lines?.at(-1)).toMatchObject({ text: 'validation', name: 'Bioskop', amount: -2000 })
})

test('two at once give it once, two different ones both count', async () => {
  const { give, now } = await merchantRig()
  const both = await Promise.allSettled([give('Bioskop'), give('Bioskop')])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await expect(give('Bioskop')).rejects.toMatchObject({ code: 'validation_given' })
  await give('Klinik', operator, { card_id: undefined, session_id: now().id })
  expect(now().validations?.map(({ name }) => name)).toEqual(['Bioskop', 'Klinik'])
})

test('a stay that is over, one nobody knows and a merchant its frozen tariff does not name are refused, and nothing is noted', async () => {
  const { give, stay, shelves, store, now } = await merchantRig()
  const later = tariff.parse({ ...tariffOf((await gateRig()).site), version: 8, validations: { Hotel: { percent: 10 } } })
  await store.transact(async tx => {
    await tx.tariffs.add({ id: later.id, version: 8, definition: later, createdAt: '2026-01-20T00:00:00.000Z' })
    await tx.tariffs.start({
      id: 's',
      tariffId: later.id,
      version: 8,
      startsAt: '2026-01-20T00:00:00.000Z',
      setAt: '2026-01-20T00:00:00.000Z',
      actor: 'user:a',
      reason: null,
    })
  })
  await expect(give('Hotel')).rejects.toMatchObject({ code: 'validation_unknown' })
  await expect(give('toString')).rejects.toMatchObject({ code: 'validation_unknown' })
  await expect(give('Bioskop', operator, { card_id: 'NOBODY' })).rejects.toMatchObject({ code: 'no_open_session' })
  await expect(give('Bioskop', operator, { card_id: undefined })).rejects.toMatchObject({ code: 'invalid_request' })
  const closed = stay({ cardId: 'GONE', state: 'closed', closedAt: '2026-01-20T11:00:00.000Z', tariffVersion: 7 })
  await expect(give('Bioskop', operator, { card_id: 'GONE' })).rejects.toMatchObject({ code: 'no_open_session' })
  expect([now().validations, closed().validations, shelves.audit]).toEqual([null, null, []])
})

test.each<[string, string, boolean]>([
  ['token:Klinik', 'Bioskop', false],
  ['token:Bioskop', 'Bioskop', true],
  ['token:Bioskop kasir 2', 'Bioskop', true],
  ['token:Bioskopi', 'Bioskop', false],
])('%s gives %s: %s', async (id, validation, may) => {
  const { give, now } = await merchantRig()
  const refusal = await give(validation, { ...cinema, id }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!may) expect(refusal).toMatchObject({ code: 'forbidden' })
  expect(now().validations?.length ?? 0).toBe(may ? 1 : 0)
})

test('given while the price is shown, it counts from the next one on; given after the payment, only what follows is less', async () => {
  const { give, due, now, parking, clock } = await merchantRig()
  await expect(due()).rejects.toMatchObject({ code: 'unpaid' })
  expect(now().amount).toBe(5000)
  await give('Bioskop')
  expect(now().amount).toBe(5000)
  expect(await parking.exit({ card_id: 'CARD_001', payment_method: 'cash' }, operator)).toMatchObject({ amount: 3000, paid: true })
  await give('Klinik')
  expect(await due()).toMatchObject({ amount: 3000, paid: true })
  await clock.advance(hourMs)
  expect(now().paidAmount).toBe(3000)
  // 8000 for two hours, half of it given by the clinic, then 2000 by the cinema: less than what was paid.
  expect(await due()).toMatchObject({ amount: 2000, paid: true })
})
