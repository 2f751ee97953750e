import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { ManualClock } from '@palang/kit/clock'
import { expect, onTestFinished, test } from 'vitest'
import { frame } from '../boards/line.ts'
import { type SimulatedSite, simulatedSite, writtenSite } from '../simulated-site.test-support.ts'
import { openWaterMemory } from './water-memory.ts'

/** A site of one water machine that can be started again and again, at the same time of the world. */
function depot() {
  const { folder, file } = writtenSite(`  - id: vending-1
    family: water
    panel: { port: 8011 }
    devices: { board: { driver: simulated }, sensor: { driver: simulated } }
    consumables: { tank_litres: 19 }
`)
  let running: SimulatedSite | undefined
  onTestFinished(() => running?.simulator.stop())
  async function begin(seed = 7) {
    const site = simulatedSite({ seed, isSeedOfChance: true }, folder, file)
    running = site
    const { sensorsUrl } = await site.simulator.start()
    const [stand] = site.simulator.world.waters
    if (stand === undefined) throw new Error('no machine')
    const reading = async () => JSON.parse(await (await fetch(`${sensorsUrl}/vending-1/readings`)).text()) as unknown
    const end = site.ports.end('vending-1-board')
    let number = 0
    return {
      ...site,
      stand,
      reading,
      async pour(pulses: number) {
        end.open()
        await site.clock.advance(200)
        end.say(frame((number += 1), ['POUR', pulses, 60_000]))
        for (let second = 0; second < 30; second += 1) {
          end.say(frame((number += 1), ['PING']))
          await site.clock.advance(1_000)
        }
      },
    }
  }
  return { begin, file: path.join(folder, 'simulated-water.json') }
}

test('tank, filter, fouling and what got into the water are after a restart as they were, and the readings go on', async () => {
  const { begin } = depot()
  const first = await begin(7)
  await first.pour(900)
  first.stand.water.foul(20, first.clock.now())
  first.stand.water.contaminate({ tds: 50, ph: -0.1, lasting: true }, first.clock.now())
  const left = first.stand.left()
  expect(left.tank_pulses).toBe(19 * 450 - 900)
  expect(left.water.filter_litres).toBeCloseTo(2)
  const atMs = first.clock.now()
  const measured = first.stand.water.measure(atMs)
  await first.simulator.stop()
  const second = await begin(8)
  expect(second.stand.left()).toMatchObject({
    tank_pulses: left.tank_pulses,
    water: { filter_litres: left.water.filter_litres, lasting: true },
  })
  const { tds, ph } = second.stand.water.measure(atMs)
  // The clock of the second stands where that of the first began: the probes are as fouled as they were then.
  expect(tds).toBeCloseTo(measured.tds, 0)
  expect(ph).toBeCloseTo(measured.ph, 2)
  expect(await second.reading()).toMatchObject({ tds: expect.any(Number) })
})

test('a tank that was empty is empty, and gives air first when it is filled', async () => {
  const { begin } = depot()
  const first = await begin()
  for (let litres = 0; litres < 20; litres += 2) await first.pour(900)
  await first.simulator.stop()
  const second = await begin()
  expect(second.stand.left().tank_pulses).toBe(0)
  await second.pour(450)
  expect(second.stand.board.view().last).toMatchObject({ pulses: 0, reason: 'no_flow' })
  second.stand.board.refill()
  expect(second.stand.left().tank_pulses).toBe(19 * 450)
})

test('a machine that is put up begins full and new, as the hub counts it', async () => {
  const { begin } = depot()
  const { stand } = await begin()
  expect(stand.left()).toMatchObject({ tank_pulses: 19 * 450, water: { filter_litres: 0, fouled_days: 0 } })
})

test('a file that cannot be read is a site that was put up today', async () => {
  const { begin, file } = depot()
  writeFileSync(file, '{ "seed": 1, "stands": { "vending-1": { "tank_pulses": -5 } } }')
  const { stand } = await begin()
  expect(stand.left().tank_pulses).toBe(19 * 450)
})

test('what is kept is on the disk within seconds, for the end that nobody announced; a seed that is asked for counts', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'palang-memory-'))
  const file = path.join(folder, 'simulated-water.json')
  const clock = new ManualClock()
  const open = (asked: number | undefined, chance: number) => openWaterMemory(file, { asked, chance, clock, log: silentLog() })
  const water = { filter_litres: 3, fouled_days: 0, contamination: { tds: 0, ph: 0 }, lasting: false }
  const first = open(undefined, 11)
  first.start([{ id: 'vending-1', left: () => ({ tank_pulses: 5, water }) }])
  await clock.advance(10_000)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ seed: 11, stands: { 'vending-1': { tank_pulses: 5 } } })
  expect([open(undefined, 12).seed, open(4, 12).seed, open(undefined, 12).found('vending-2')]).toEqual([11, 4, undefined])
  first.stop()
})
