import { CodedError } from '@palang/kit'
import { expect, test } from 'vitest'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'
import { createParking } from './parking.ts'
import { tariffBook } from './settlement.ts'

const away = () => new CodedError('database_unavailable', 'the database does not answer', { retryable: true })

test('a stay whose gate could not be opened because the database went away does not keep its card out afterwards', async () => {
  const { services, store, clock, live } = await fakeHub()
  const { site } = services
  let isAway = false
  const transact = store.transact.bind(store)
  store.transact = work => (isAway ? Promise.reject(away()) : transact(work))
  const fleet = {
    ...services.fleet,
    send: async () => {
      isAway = true
      throw away()
    },
  }
  const parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, site), payments: services.payments })
  const enter = parking.enter({ card_id: 'KEPT_OUT', gate_id: 'gate_in' }, { id: 'user:a@b', role: 'operator' })
  await expect(enter).rejects.toMatchObject({ code: 'database_unavailable' })
  const states = () => [...store.shelves.sessions.values()].map(({ state, outcome }) => [state, outcome])
  await clock.advance(2_000)
  expect(states()).toEqual([['waiting', null]])
  isAway = false
  await clock.advance(2_000)
  expect(states()).toEqual([['turned_back', 'turned_back']])
})

test('a stay whose gate may have opened goes on, although what became of the command cannot be written down', async () => {
  const { services, store, clock, live } = await fakeHub()
  const { site } = services
  const late = new CodedError('database_unavailable', 'ask for it later', { retryable: true, detail: { command_id: 'c1' } })
  const fleet = { ...services.fleet, send: () => Promise.reject(late), ended: () => new Promise<never>(() => undefined) }
  const parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, site), payments: services.payments })
  const told = await parking.enter({ card_id: 'LET_IN', gate_id: 'gate_in' }, { id: 'user:a@b', role: 'operator' })
  expect(told).toMatchObject({ approved: true, command_id: 'c1', command_state: 'unknown', reason: 'outcome_unknown' })
  expect([...store.shelves.sessions.values()].map(({ state }) => state)).toEqual(['waiting'])
})
