/** What every sensor of the water keeps to. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SensorEvent, SensorPort } from './port.ts'

export interface SensorRig {
  sensor: SensorPort
  /** What it stands in; null is a value it does not have. */
  stand(water: { tds: number | null; ph: number | null; temperature: number | null }): void
  plug(on: boolean): void
  /** Lets time pass until it holds; rejects when it never does. */
  until(holds: () => boolean): Promise<void>
  /** Lets some questions' time pass. */
  wait(): Promise<void>
  end?(): Promise<void>
}

const tank = { tds: 120, ph: 7.1, temperature: 27 }

/** Registers the suite for one implementation. */
export function sensorContract(name: string, makeRig: () => Promise<SensorRig>): void {
  const started = async () => {
    const rig = await makeRig()
    const events: SensorEvent[] = []
    rig.sensor.subscribe(event => void events.push(event))
    onTestFinished(async () => {
      await rig.sensor.stop()
      await rig.end?.()
    })
    rig.stand(tank)
    const readings = () => events.flatMap(event => (event.kind === 'reading' ? [event] : []))
    const faults = () => events.flatMap(event => (event.kind === 'fault' ? [event.fault] : []))
    rig.sensor.start()
    rig.sensor.start()
    await rig.until(() => readings().length > 1)
    return { ...rig, events, readings, faults, state: () => rig.sensor.status().state }
  }

  describe(`sensor: ${name}`, () => {
    test('tells what it measures again and again, and where the water changes, that', async () => {
      const { stand, readings, until, state } = await started()
      expect(state()).toBe('ready')
      expect(Math.abs((readings()[0]?.tds ?? 0) - 120)).toBeLessThan(1)
      expect(Math.abs((readings()[0]?.ph ?? 0) - 7.1)).toBeLessThan(0.1)
      stand({ tds: 350, ph: 6, temperature: 20 })
      await until(() => Math.abs((readings().at(-1)?.tds ?? 0) - 350) < 1)
    })

    test('without a thermometer there is no temperature, and the rest', async () => {
      const { stand, readings, until } = await started()
      stand({ ...tank, temperature: null })
      await until(() => readings().at(-1)?.temperature === null)
      expect(readings().at(-1)?.tds).toBeGreaterThan(100)
    })

    test('a value it does not have is a fault and no reading, until it has it again', async () => {
      const { stand, readings, faults, until, state, events } = await started()
      stand({ ...tank, ph: null })
      await until(() => faults().includes('impossible'))
      expect(state()).toBe('fault')
      const before = readings().length
      events.length = 0
      await until(() => faults().length > 1)
      expect(readings()).toEqual([])
      expect(before).toBeGreaterThan(0)
      stand(tank)
      await until(() => readings().length > 0)
      expect(state()).toBe('ready')
    })

    test('away it says so, and comes back by itself', async () => {
      const { plug, readings, faults, until, state, events } = await started()
      plug(false)
      await until(() => state() === 'disconnected' && faults().includes('away'))
      events.length = 0
      plug(true)
      await until(() => readings().length > 0)
      expect(state()).toBe('ready')
    })

    test('stopped it tells nothing more, and starts again', async () => {
      const { sensor, readings, until, wait, state, events } = await started()
      await sensor.stop()
      await sensor.stop()
      expect(state()).toBe('disconnected')
      events.length = 0
      await wait()
      expect(events).toEqual([])
      sensor.start()
      await until(() => readings().length > 0)
      expect(state()).toBe('ready')
    })
  })
}
