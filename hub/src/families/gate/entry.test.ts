import { CodedError } from '@palang/kit'
import { expect, test } from 'vitest'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'
import { createParking } from './parking.ts'
import { tariffBook } from './settlement.ts'

const away = () => new CodedError('database_unavailable', 'the database does not answer', { retryable: true })

test('a stay whose gate could not be opened because the database went away does not keep its card out afterwards', async () => {
  const { services, store, clock, live } = await fakeHub()
  const { site } = services
  const table = site.parking?.tariffTable
  if (table === undefined) throw new Error('the site has no parking')
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
  const parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, table) })
  const enter = parking.enter({ card_id: 'KEPT_OUT', gate_id: 'gate_in' }, { id: 'user:a@b', role: 'operator' })
  await expect(enter).rejects.toMatchObject({ code: 'database_unavailable' })
  const states = () => [...store.shelves.sessions.values()].map(({ state, outcome }) => [state, outcome])
  await clock.advance(2_000)
  expect(states()).toEqual([['waiting', null]])
  isAway = false
  await clock.advance(2_000)
  expect(states()).toEqual([['turned_back', 'turned_back']])
})
