import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ConfigError } from '@palang/kit'
import { afterEach, expect, test } from 'vitest'
import { plainController, type SimulatedSite, simulatedSite } from '../simulated-site.test-support.ts'
import { loadScript, playScript } from './script.ts'

let site: SimulatedSite | undefined

afterEach(() => site?.simulator.stop())

function load(yaml: string): ReturnType<typeof loadScript> {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'palang-script-')), 'story.yaml')
  writeFileSync(file, yaml)
  return loadScript(file, ['gate_in', 'gate_out'])
}

test('a story of one entry plays to its end', async () => {
  site = simulatedSite()
  await site.simulator.start()
  plainController(site, 'gate_in')
  const playing = playScript(
    site.simulator.world,
    load(`
- wait: { gate: gate_in, connected: true, reader_connected: true }
- vehicle: { gate: gate_in, plate: B1234XYZ }
- tap: { gate: gate_in, card_id: CARD_001 }
- wait: { gate: gate_in, barrier: open }
- drive_through: { gate: gate_in }
- wait: { gate: gate_in, passages: 1, barrier: closed }
`),
  )
  await site.clock.advance(15_000)
  await playing
  expect(site.simulator.world.carPark.find({ card: 'CARD_001' })).toBeDefined()
})

test('a step that does not work out is named', async () => {
  site = simulatedSite()
  await site.simulator.start()
  const playing = playScript(site.simulator.world, load('- note: nobody is there\n- tap: { gate: gate_in, card_id: CARD_001 }\n'))
  await expect(playing).rejects.toMatchObject({ code: 'script_failed', message: expect.stringContaining('step 2') })
})

test('every mistake of a script is told at once', () => {
  const broken =
    '- tap: { gate: gate_9, card_id: 7 }\n- fly: {}\n- wait: { gate: gate_in, barrier: ajar }\n- { note: a, traffic: { on: false } }\n'
  expect(() => load(broken)).toThrow(ConfigError)
  const late = '- tap: { gate: gate_9, card_id: "a b" }\n- pay: { gate: gate_out, amount: 3 }\n'
  try {
    load(late)
    expect.unreachable()
  } catch (error) {
    expect((error as ConfigError).mistakes.map(mistake => mistake.path)).toEqual(['0.tap.gate', '0.tap.card_id', '1.pay.amount'])
  }
})

test('the example in the folder is a valid script', () => {
  const example = path.resolve(import.meta.dirname, '..', '..', 'scripts', 'one-stay.yaml')
  expect(loadScript(example, ['gate_in', 'gate_out']).length).toBeGreaterThan(10)
})
