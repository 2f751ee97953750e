import { digestOf, silentLog } from '@palang/kit'
import { tariff, tariffFrozenAt } from '@palang/tariff'
import { expect, test } from 'vitest'
import { handedPrices } from './price-list.ts'
import { gateRig, hourMs } from './testing/gate-rig.ts'

/** A site whose tariffs `standard` 1, 2 … began an hour after each other, the last of them in an hour. */
async function site(versions: number) {
  const rig = await gateRig()
  const { store, clock } = rig
  const startOf = (version: number) => new Date(clock.now() + (version - versions + 1) * hourMs).toISOString()
  const publish = (version: number, startsAt = startOf(version)) =>
    store.transact(async tx => {
      const definition = tariff.parse({
        id: 'shop',
        version,
        currency: 'IDR',
        classes: { car: { first: { minutes: 60, amount: version * 1000 }, following: { minutes: 60, amount: 1000 } } },
      })
      await tx.tariffs.add({ id: 'shop', version, definition, createdAt: startsAt })
      await tx.tariffs.start({ id: `s${version}`, tariffId: 'shop', version, startsAt, setAt: startsAt, actor: 'x', reason: null })
    })
  for (let version = 1; version <= versions; version++) await publish(version)
  return { ...rig, startOf, publish }
}

test('a gate is handed each version with its time, those to come too, and the digest is of the text it gets', async () => {
  const { store, site: place, log, startOf } = await site(3)
  const handed = await handedPrices({ store, site: place, log })
  expect(handed?.digest).toBe(digestOf(JSON.stringify(handed?.list)))
  const versionAt = (at: string) => handed && tariffFrozenAt(handed.list, Date.parse(at))?.version
  expect([1, 2, 3].map(version => versionAt(startOf(version)))).toEqual([1, 2, 3])
  expect(versionAt(startOf(0))).toBeUndefined()
})

test('what does not fit is left out from the oldest, whole, and the log says so', async () => {
  const { store, site: place, startOf } = await site(3)
  const said: unknown[] = []
  const log = Object.assign(silentLog(), { warn: (...about: unknown[]) => said.push(about) })
  const whole = await handedPrices({ store, site: place, log })
  const most = JSON.stringify(whole?.list).length - 100
  const handed = await handedPrices({ store, site: place, log }, most)
  expect(handed?.list.tariffs.map(({ version }) => version).toSorted()).toEqual([2, 3])
  expect(handed && tariffFrozenAt(handed.list, Date.parse(startOf(1)))).toBeUndefined()
  expect(said).toHaveLength(1)
})
