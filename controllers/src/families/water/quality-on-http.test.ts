/** The whole controller of a water machine in front of a sensor head that misbehaves, over real HTTP, with its journal on a disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { machineConfig } from '@palang/config'
import { silentLog } from '@palang/kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import type { Controller } from '../../controller.ts'
import { SimulatedWaterBoard } from '../../devices/board/simulated-water.ts'
import { type Behave, headRig, inOrder, says } from '../../devices/sensor/drivers/esp32-http/head-rig.test-support.ts'
import { openJournal } from '../../journal/journal.ts'
import { testController } from '../../testing/test-controller.ts'

const devices = {
  board: { driver: 'palang-line', port: 'COM9' },
  sensor: { driver: 'esp32-http', url: 'http://127.0.0.1:9/readings', interval_s: 1 },
}
const machine = machineConfig.parse({
  id: 'vending-1',
  family: 'water',
  panel: { port: 1 },
  devices,
  products: [{ volume_ml: 600, price: 1_000 }],
  interlock: { flush_relay: 3, flush_s: 2, retest_s: 2, attempts: 2, after_s: 2 },
})

const status = z.looseObject({
  water: z.looseObject({
    sale: z.looseObject({ phase: z.string(), reason: z.string().optional() }),
    quality: z.looseObject({ verdict: z.string(), reasons: z.array(z.string()), interlock: z.string(), tds: z.number().nullable() }),
  }),
  devices: z.looseObject({ sensor: z.looseObject({ status: z.string(), detail: z.string().optional() }) }),
})

/** Never quite the same, as in water. */
function flickering(values: { tds: number; ph: number; temperature: number }): Behave {
  let told = 0
  return (request, response) => says({ ...values, tds: values.tds + (told++ % 5) / 10 }, () => 1_000 * told)(request, response)
}

async function depot() {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-water-'))
  const rig = await headRig()
  rig.head.behave = flickering(inOrder)
  let controller: Controller | undefined
  const relays: string[] = []
  const begin = async () => {
    const board = new SimulatedWaterBoard({ clock: rig.clock })
    vi.spyOn(board, 'output').mockImplementation((...[relay, on, ms]: readonly (number | boolean)[]) => {
      relays.push(`${relay} ${on === true ? `on ${ms}` : 'off'}`)
      return Promise.resolve({ ok: true })
    })
    controller = testController({
      folder,
      machine: { ...machine, panel: { port: 0, host: '127.0.0.1' } },
      hubUrl: 'ws://127.0.0.1:9',
      clock: rig.clock,
      openDevices: () => ({ waterBoard: board, sensor: rig.sensor }),
      onFatal: error => {
        throw error
      },
    })
    await controller.start()
  }
  onTestFinished(async () => {
    await controller?.stop()
    await rig.end()
    rmSync(folder, { recursive: true, force: true })
  })
  await begin()
  const seen = async () => status.parse(await (await fetch(`${controller?.panelUrl()}/api/status`)).json())
  const until = async (holds: (now: Awaited<ReturnType<typeof seen>>) => boolean) => {
    for (let steps = 0; ; steps++) {
      const now = await seen()
      if (holds(now)) return now
      if (steps > 600) throw new Error(`it never came to that: ${JSON.stringify(now.water.quality)}`)
      await rig.step()
    }
  }
  return {
    rig,
    relays,
    until,
    async restart() {
      await controller?.stop()
      await begin()
    },
    /** Ends it, and reads what it wrote. */
    async facts() {
      await controller?.stop()
      controller = undefined
      const journal = openJournal(path.join(folder, 'machines', 'vending-1', 'journal.db'), { nowMs: rig.clock.now(), log: silentLog() })
      const facts = journal.after(0, 1_000, 10_000_000)
      journal.close()
      return facts
    },
  }
}

const isSelling = ({ water }: z.infer<typeof status>) => water.sale.phase === 'idle'
const isClosedFor =
  (reason: string) =>
  ({ water: { sale, quality } }: z.infer<typeof status>) =>
    sale.reason === 'quality' && quality.interlock !== 'open' && quality.reasons.includes(reason)

test('sells when the head has said that the water is good, and the panel shows what it said', async () => {
  const { until } = await depot()
  const { water: first } = await until(({ water: { sale } }) => sale.reason === 'quality')
  expect(first.quality.reasons).toEqual(['no_reading_yet'])
  const { water, devices: shown } = await until(isSelling)
  expect([water.quality.verdict, shown.sensor.status]).toEqual(['good', 'ready'])
  expect(water.quality.tds).toBeCloseTo(120.6, 0)
})

const misbehaviours: Readonly<Record<string, { behave: Behave; reason: string }>> = {
  'answers with an error page': { behave: (_, response) => void response.writeHead(500).end('<html>'), reason: 'sensor_away' },
  'says null': { behave: says({ ...inOrder, ph: null }), reason: 'sensor_impossible' },
  'says what no water is': { behave: says({ ...inOrder, tds: -3 }), reason: 'sensor_impossible' },
  'says the same uptime for ever': { behave: says(inOrder, () => 77), reason: 'sensor_frozen' },
}

test.each(Object.entries(misbehaviours))(
  'closed while the head %s, open again when it has been tested',
  async (_what, { behave, reason }) => {
    const { rig, relays, until } = await depot()
    await until(isSelling)
    rig.head.behave = behave
    await until(isClosedFor(reason))
    // No water mends a sensor.
    expect(relays).toEqual([])
    rig.head.behave = flickering(inOrder)
    await until(isSelling)
  },
)

test('bad water is run away, tested, and the cycle outlives the program at each of its steps', async () => {
  const { rig, relays, until, restart, facts } = await depot()
  await until(isSelling)
  rig.head.behave = flickering({ ...inOrder, tds: 420 })
  await until(({ water }) => water.quality.interlock === 'flushing')
  expect(relays).toEqual(['3 on 2000'])
  await restart()
  await until(({ water }) => water.quality.interlock === 'retesting')
  expect(relays).toEqual(['3 on 2000', '3 off'])
  await restart()
  await until(({ water }) => water.quality.interlock === 'flushing')
  rig.head.behave = flickering(inOrder)
  await until(isSelling)
  const steps = (await facts()).flatMap(({ type, payload }) => (type === 'interlock_step' ? [payload] : []))
  expect(steps.map(({ step }) => step)).toEqual([
    'locked',
    'flush_started',
    'flush_ended',
    'retested',
    'flush_started',
    'flush_ended',
    'retested',
    'unlocked',
  ])
  expect(new Set(steps.map(({ cycle_id: id }) => id)).size).toBe(1)
})
