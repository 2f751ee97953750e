/** The sensor head as the machine asks it, over real HTTP. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Chip, freshFolder } from './testing/chip.ts'
import { programs } from './testing/programs.ts'

const { water = '' } = programs ?? {}
const ph = 0
const tds = 1

/** What a new electrode and its board give, by the formulas of their maker. */
const phMilliVolts = (value: number, celsius = 25) => 1500 + 3 * 59.16 * ((celsius + 273.15) / 298.15) * (7 - value)
/** Their polynomial, solved by halving. */
function tdsMilliVolts(ppm: number, celsius = 25): number {
  let [low, high] = [0, 2300]
  for (let turn = 0; turn < 60; turn += 1) {
    const volts = (low + high) / 2_000
    const made = (0.5 * (133.42 * volts ** 3 - 255.86 * volts ** 2 + 857.39 * volts)) / (1 + 0.02 * (celsius - 25))
    if (made < ppm) low = volts * 1_000
    else high = volts * 1_000
  }
  return low
}

/** A head in a tank. */
async function head(folder = freshFolder(), celsius = 25): Promise<Chip> {
  const chip = new Chip(water, folder)
  await chip.orders('type set wifi_ssid Depot', `celsius ${celsius}`, 'wifi up')
  await dip(chip, 7, 120, celsius)
  await chip.orders('start', 'run 3000')
  if (chip.all('port').length > 0) return chip
  // A new one knows its Wi-Fi from the next start on.
  await chip.powerOff()
  return head(folder, celsius)
}

async function dip(chip: Chip, phValue: number, ppm: number, celsius = 25): Promise<void> {
  await chip.orders(`volts ${ph} ${phMilliVolts(phValue, celsius)}`, `volts ${tds} ${tdsMilliVolts(ppm, celsius)}`)
}

/** What the technician is told. */
async function say(chip: Chip, line: string): Promise<string | undefined> {
  await chip.orders('run 2000', `type ${line}`, 'run 10')
  return chip.all('serial').at(-1)
}

async function calibrate(chip: Chip, celsius = 25): Promise<void> {
  for (const [value, ppm] of [
    [7, 84],
    [4, 707],
  ] as const) {
    await dip(chip, value, ppm, celsius)
    expect(await say(chip, `cal ph ${value}`)).toMatch(/^ok/)
    expect(await say(chip, `cal tds ${ppm}`)).toMatch(/^ok/)
  }
}

/** Asks over HTTP while the head's time goes on. */
async function ask(chip: Chip, path = '/readings'): Promise<{ status: number; type: string | null; text: string }> {
  let isThere = false
  const asking = fetch(`http://127.0.0.1:${chip.all('port')[0]}${path}`).then(async response => {
    const text = await response.text()
    return { status: response.status, type: response.headers.get('content-type'), text }
  })
  const done = asking.finally(() => (isThere = true))
  while (!isThere) await chip.order('run 20')
  return done
}

const readings = z.strictObject({
  tds: z.number().nullable(),
  ph: z.number().nullable(),
  temperature: z.number().nullable(),
  uptime_ms: z.int().min(0),
})
const details = z.object({ faults: z.record(z.string(), z.string().nullable()) })

async function read(chip: Chip) {
  const { status, text } = await ask(chip)
  return { status, ...readings.parse(JSON.parse(text)) }
}

async function faults(chip: Chip) {
  return details.parse(JSON.parse((await ask(chip, '/details')).text)).faults
}

describe.skipIf(programs === undefined)('readings of the sensor head', () => {
  test('are written exactly as the machine expects them', async () => {
    const chip = await head(undefined, 27.3)
    await calibrate(chip, 27.3)
    await dip(chip, 7.1, 120.5, 27.3)
    await chip.order('run 3000')
    const { status, type, text } = await ask(chip)
    expect([status, type]).toEqual([200, 'application/json'])
    expect(text.replace(/\d+}$/, '…}')).toBe('{"tds":120.5,"ph":7.1,"temperature":27.3,"uptime_ms":…}')
  })

  test('a head that was never calibrated gives no numbers for what it cannot know', async () => {
    const chip = await head()
    expect(await read(chip)).toMatchObject({ status: 503, tds: null, ph: null, temperature: 25 })
    expect(await faults(chip)).toEqual({ tds: 'not_calibrated', ph: 'not_calibrated', temperature: null })
  })

  test('a calibration is kept over a power cut', async () => {
    const folder = freshFolder()
    const first = await head(folder)
    await calibrate(first)
    await first.powerOff()
    expect(await read(await head(folder))).toMatchObject({ status: 200, tds: 120, ph: 7 })
  })

  test.each([
    ['the pH wire is off', `volts ${ph} 0`, { ph: 'open_or_shorted_to_ground' }],
    ['the pH board is shorted', `volts ${ph} 3300`, { ph: 'shorted_to_supply' }],
    ['the TDS wire is off', `volts ${tds} 0`, { tds: 'open_or_shorted_to_ground' }],
    ['the TDS board is shorted', `volts ${tds} 3300`, { tds: 'shorted_to_supply' }],
    ['the pH makes no sense', `volts ${ph} 2900`, { ph: 'out_of_range' }],
    ['the TDS is beyond what the probe can', `volts ${tds} 2340`, { tds: 'out_of_range' }],
  ])('%s: null and 503, and the other value stays', async (_what, order, fault) => {
    const chip = await head()
    await calibrate(chip)
    await dip(chip, 7, 120)
    await chip.orders(order, 'run 3000')
    const other = 'ph' in fault ? { ph: null, tds: 120 } : { ph: 7, tds: null }
    expect(await read(chip)).toMatchObject({ status: 503, temperature: 25, ...other })
    expect(await faults(chip)).toMatchObject(fault)
  })

  test.each([
    ['missing', -127],
    ['just switched on', 85],
    ['frozen', 0],
  ])('a thermometer that is %s leaves nothing that depends on it', async (_how, celsius) => {
    const chip = await head()
    await calibrate(chip)
    await chip.orders(`celsius ${celsius}`, 'run 3000')
    expect(await read(chip)).toMatchObject({ status: 503, tds: null, ph: null, temperature: null })
  })

  test('a converter that is gone is told at once, and one that is back is believed after a full window', async () => {
    const chip = await head()
    await calibrate(chip)
    await chip.orders('converter out', 'run 200')
    expect(await read(chip)).toMatchObject({ status: 503, tds: null, ph: null })
    expect(await faults(chip)).toMatchObject({ tds: 'converter_missing', ph: 'converter_missing' })
    await chip.orders('converter in', 'run 200')
    expect(await faults(chip)).toMatchObject({ tds: 'no_samples' })
    await chip.order('run 3000')
    expect(await read(chip)).toMatchObject({ status: 200 })
  })

  test('a spike is not in them, a change is within two seconds', async () => {
    const chip = await head()
    await calibrate(chip)
    await dip(chip, 7, 120)
    await chip.orders('run 3000', `volts ${tds} 2000`, 'run 300', `volts ${tds} ${tdsMilliVolts(120)}`)
    expect(await read(chip)).toMatchObject({ tds: 120 })
    await dip(chip, 6.5, 300)
    await chip.order('run 2000')
    expect(await read(chip)).toMatchObject({ tds: 300, ph: 6.5 })
  })

  test('other addresses are not found', async () => {
    expect(await ask(await head(), '/settings')).toMatchObject({ status: 404, type: 'application/json' })
  })
})

describe.skipIf(programs === undefined)('calibration of the sensor head', () => {
  test('corrects an electrode that is off and tired, at any temperature', async () => {
    const chip = await head()
    // 40 mV off zero and 88 per cent of the slope.
    const tired = (value: number, celsius: number) => 1540 + 0.88 * (phMilliVolts(value, celsius) - 1500)
    for (const [value, celsius] of [
      [6.86, 24],
      [4.01, 31],
    ] as const) {
      await chip.orders(`celsius ${celsius}`, `volts ${ph} ${tired(value, celsius)}`, 'run 2000')
      await say(chip, `cal ph ${value}`)
    }
    expect((await ask(chip, '/details')).text).toContain('"ph_slope_percent":88')
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 3, max: 10, noNaN: true }), fc.double({ min: 5, max: 45, noNaN: true }), async (value, celsius) => {
        await chip.orders(`celsius ${celsius}`, `volts ${ph} ${tired(value, celsius)}`, 'run 3000')
        expect((await read(chip)).ph).toBeCloseTo(value, 1)
      }),
      { numRuns: 20 },
    )
  })

  test('corrects a TDS probe by a straight line', async () => {
    const chip = await head()
    for (const ppm of [84, 707]) {
      await chip.orders(`volts ${tds} ${tdsMilliVolts(ppm * 0.8 + 10)}`)
      await say(chip, `cal tds ${ppm}`)
    }
    await chip.orders(`volts ${tds} ${tdsMilliVolts(300 * 0.8 + 10)}`, 'run 3000')
    expect((await read(chip)).tds).toBeCloseTo(300, 0)
  })

  test.each([
    [['cal ph 7', 'cal ph 6'], 'ok, now the other buffer'],
    [['cal ph 15'], 'error: out of range'],
    [['cal tds 1413'], 'error: out of range'],
    [['cal ph'], 'error: cal ph 7.00, cal tds 707'],
    [['cal ph 7x'], 'error: cal ph 7.00, cal tds 707'],
    [['cal salt 7'], 'error: cal ph 7.00, cal tds 707'],
    // The same water cannot be two buffers.
    [['cal ph 7', 'cal ph 4'], 'error: no good electrode gives these two, rinse and begin again'],
    [['cal tds 84', 'cal tds 707'], 'error: no good probe gives these two, rinse and begin again'],
  ])('%j ends in: %s', async (lines, answer) => {
    const chip = await head()
    let last: string | undefined
    for (const line of lines) last = await say(chip, line)
    expect(last).toBe(answer)
  })

  test('is refused while the probe has not settled or a sensor is missing', async () => {
    const chip = await head()
    await chip.orders('run 2000', `volts ${ph} 1560`, 'run 400', 'type cal ph 7', 'run 10')
    expect(chip.all('serial').at(-1)).toBe('error: not settled, wait')
    await chip.order('converter out')
    expect(await say(chip, 'cal ph 7')).toBe('error: sensors not in order, see details')
  })
})
