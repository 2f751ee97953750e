import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { sensorContract } from './contract.ts'
import { SimulatedSensor } from './simulated.ts'

sensorContract('simulated', async () => {
  const clock = new ManualClock()
  const sensor = new SimulatedSensor({ clock })
  return {
    sensor,
    stand: water => (sensor.water = water),
    plug: on => sensor.plug(on),
    async until(holds) {
      for (let steps = 0; !holds(); steps++) {
        if (steps > 1_000) throw new Error('what was waited for never came')
        await clock.advance(100)
      }
    },
    wait: () => clock.advance(20_000),
  }
})

test('its readings are never quite the same for long', async () => {
  const clock = new ManualClock()
  const sensor = new SimulatedSensor({ clock })
  const seen = new Set<string>()
  sensor.subscribe(event => {
    if (event.kind === 'reading') seen.add(`${event.tds} ${event.ph}`)
  })
  sensor.start()
  await clock.advance(60_000)
  await sensor.stop()
  expect(seen.size).toBeGreaterThan(10)
})
