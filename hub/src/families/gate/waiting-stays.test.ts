import { isoNow } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { gateRig } from './testing/gate-rig.ts'
import { waitingStayDelays, watchWaitingStays } from './waiting-stays.ts'

const minuteMs = 60_000
const { giveUpAfter, lookEvery } = waitingStayDelays

/** A watch over one stay that was let in now; `gate` says how its gate is connected. */
async function watched() {
  const rig = await gateRig()
  const { store, clock, log, fleet } = rig
  const gate = { online: true, since: isoNow(clock) }
  const presence = () => [{ machineId: 'gate_in', ...gate, lastSeen: gate.since, protocol: 1, software: 'test' }]
  const watch = watchWaitingStays({ store, clock, log, fleet: { ...fleet, presence } })
  watch.start()
  onTestFinished(() => watch.stop())
  const stay = rig.stay({ state: 'waiting', enteredAt: null, entryEvidence: null })
  return { ...rig, gate, waiting: stay, watch }
}

test('a stay whose gate was connected all along and told of no passage is ended', async () => {
  const { clock, waiting } = await watched()
  await clock.advance(giveUpAfter)
  expect(waiting().state).toBe('waiting')
  await clock.advance(lookEvery)
  expect(waiting()).toMatchObject({ state: 'turned_back', outcomeReason: 'no_passage_seen', closedAt: isoNow(clock) })
})

test('a gate that is back from an absence is given the whole time to tell of a passage', async () => {
  const { clock, gate, waiting } = await watched()
  gate.online = false
  await clock.advance(60 * minuteMs)
  expect(waiting().state).toBe('waiting')
  Object.assign(gate, { online: true, since: isoNow(clock) })
  await clock.advance(giveUpAfter)
  expect(waiting().state).toBe('waiting')
  await clock.advance(lookEvery)
  expect(waiting().state).toBe('turned_back')
})

test('however many stays wait at a gate that is away, those of the others are ended', async () => {
  const rig = await watched()
  for (let stays = 0; stays < 250; stays++) rig.stay({ state: 'waiting', machineId: 'gate_away', enteredAt: null, entryEvidence: null })
  const behindThem = rig.stay({ state: 'waiting', enteredAt: null, entryEvidence: null })
  await rig.clock.advance(giveUpAfter + lookEvery)
  expect([rig.waiting().state, behindThem().state]).toEqual(['turned_back', 'turned_back'])
  const { items } = await rig.store.sessions.list({ state: 'waiting' }, { limit: 500 })
  expect(items).toHaveLength(250)
})

test('a stay that was entered meanwhile is left alone', async () => {
  const { clock, waiting, store } = await watched()
  await store.transact(tx => tx.sessions.putMany([{ ...waiting(), state: 'inside', enteredAt: isoNow(clock) }]))
  await clock.advance(giveUpAfter + 2 * lookEvery)
  expect(waiting().state).toBe('inside')
})

test('a database that is away ends nothing, and the next look does', async () => {
  const { clock, waiting, store } = await watched()
  const { list } = store.sessions
  store.sessions.list = () => Promise.reject(new Error('away'))
  await clock.advance(giveUpAfter + lookEvery)
  expect(waiting().state).toBe('waiting')
  store.sessions.list = list
  await clock.advance(lookEvery)
  expect(waiting().state).toBe('turned_back')
})

test('stopped, it looks no more', async () => {
  const { clock, waiting, watch } = await watched()
  watch.stop()
  await clock.advance(giveUpAfter + 2 * lookEvery)
  expect(waiting().state).toBe('waiting')
})
