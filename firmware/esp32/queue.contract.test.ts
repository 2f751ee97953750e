/** No press is lost and none counts twice, whatever happens to power, card and network. */
import { appendFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Ear } from './testing/ear.ts'
import { programs } from './testing/programs.ts'
import { buttons, type Button, network, online, OzoneUnit } from './testing/unit.ts'

const { ozone = '' } = programs ?? {}
/** Lengths of the records in a log. */
const beginBytes = 48
const pressBytes = 62
const sentBytes = 12
/** Quick fingers: the tests below press a thousand times. */
const settings = { ...online, bounce_ms: 5, hold_off_ms: 0 }

async function press(unit: OzoneUnit, button: Button = 'BASIC'): Promise<void> {
  await unit.chip.orders(`pin ${buttons[button]} 0`, 'run 12', `pin ${buttons[button]} 1`, 'run 12')
}

async function configured(): Promise<OzoneUnit> {
  const unit = new OzoneUnit(ozone)
  await unit.set(settings)
  return unit
}

/** Powers it again with everything in order, until nothing waits any more. */
async function recover(unit: OzoneUnit, ear: Ear): Promise<void> {
  await unit.chip.powerOff()
  ear.hear(unit.chip.heard('event'))
  await unit.start(...network)
  await unit.chip.orders('run 400')
  ear.hear(unit.chip.heard('event'))
}

describe.skipIf(programs === undefined)('a power cut while a press is counted', () => {
  test.each([
    ['at every step', 'leaves the card cut off there', 1, []],
    ['at every third step', 'leaves zeros behind it', 3, ['zeros']],
  ])(
    '%s, %s: counted once or not at all, and the next one counts',
    async (_where, _how, stride, scene) => {
      const before = await configured()
      await before.start(...network)
      await press(before)
      await before.chip.powerOff()
      let whole = 0
      for (let step = 0; whole < 3; step += stride) {
        const unit = new OzoneUnit(ozone)
        cpSync(before.folder, unit.folder, { recursive: true })
        await unit.start(...network, ...scene)
        const ear = new Ear()
        await unit.chip.order(`cut ${step}`)
        await press(unit, 'PREMIUM')
        if (!unit.chip.isOff) whole += 1
        const isTold = unit.chip.all('publish').some(({ topic }) => topic.endsWith('/event'))
        await recover(unit, ear)
        const counted = ear.events.length
        expect(counted, `cut at step ${step}`).toBeGreaterThanOrEqual(isTold ? 1 : 0)
        await press(unit, 'STANDARD')
        ear.hear(unit.chip.heard('event'))
        expect(ear.events, `cut at step ${step}`).toMatchObject([
          ...(counted === 1 ? [{ seq: 2, count_basic: 1, count_standard: 0, count_premium: 1 }] : []),
          { seq: 2 + counted, count_basic: 1, count_standard: 1, count_premium: counted },
        ])
        await unit.chip.powerOff()
      }
    },
    180_000,
  )

  test('before the broker has acknowledged: told again in the same words', async () => {
    const unit = await configured()
    await unit.start(...network)
    await unit.chip.order('acks off')
    // The status holds the only place until it is acknowledged.
    await unit.chip.orders('acks on', 'run 10', 'acks off')
    await press(unit)
    const first = unit.chip.heard('event')
    await unit.chip.powerOff()
    await unit.start(...network)
    await unit.chip.order('run 100')
    expect(first).toHaveLength(1)
    expect(unit.chip.heard('event')).toEqual(first)
  })
})

describe.skipIf(programs === undefined)('presses while nobody hears them', () => {
  test('are told in their order when the broker is back, and buttons count meanwhile', async () => {
    const unit = await configured()
    await unit.start('wifi up')
    for (const button of ['BASIC', 'PREMIUM', 'STANDARD', 'BASIC'] as const) await press(unit, button)
    expect(unit.chip.heard('event')).toEqual([])
    await unit.chip.orders('broker up', 'run 61000')
    const ear = new Ear()
    ear.hear(unit.chip.heard('event'))
    expect(ear.events.map(({ event_type }) => event_type)).toEqual(['BASIC', 'PREMIUM', 'STANDARD', 'BASIC'])
    expect(ear.numbers).toEqual(ear.wholeNumbers)
  })

  test('survive many power cuts before the network comes', async () => {
    const unit = await configured()
    for (let day = 0; day < 5; day += 1) {
      await unit.start()
      await press(unit, 'STANDARD')
      await unit.chip.powerOff()
    }
    const ear = new Ear()
    await recover(unit, ear)
    expect(ear.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(ear.numbers).toEqual(ear.wholeNumbers)
  })

  test('a broker that stays silent is left and asked again, and the client sends nothing on its own', async () => {
    const unit = await configured()
    await unit.start(...network)
    await unit.chip.order('acks off')
    await press(unit)
    await unit.chip.orders('run 25000', 'acks on', 'run 3000')
    expect(unit.chip.all('connect').length).toBeGreaterThanOrEqual(2)
    expect(unit.chip.all('repeated')).toEqual([])
    const ear = new Ear()
    ear.hear(unit.chip.heard('event'))
    expect([ear.events.length, ear.repeated]).toEqual([1, 1])
  })

  test('the pauses between tries grow to a minute and are never all the same', async () => {
    const unit = await configured()
    await unit.start('wifi up')
    await unit.chip.order('run 400000')
    const times = unit.chip.all('connect').map(({ at }) => at)
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(pauses[0]).toBeLessThanOrEqual(1_100)
    expect(Math.max(...pauses)).toBeGreaterThanOrEqual(30_000)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_100)
    expect(new Set(pauses).size).toBeGreaterThan(pauses.length / 2)
  })
})

describe.skipIf(programs === undefined)('the card', () => {
  test('missing: presses are told from memory, and go onto the card when it comes', async () => {
    const unit = await configured()
    await unit.start('wifi up', 'card out')
    await press(unit)
    await press(unit, 'PREMIUM')
    await unit.chip.orders('card in', 'run 12000')
    await unit.chip.powerOff()
    const ear = new Ear()
    await recover(unit, ear)
    expect(ear.events.map(({ event_type }) => event_type)).toEqual(['BASIC', 'PREMIUM'])
    expect(ear.numbers).toEqual(ear.wholeNumbers)
  })

  test.each([
    ['a new card', false],
    ['a memory that was erased', true],
  ])('missing, then %s: the press is told all the same', async (_what, isForgotten) => {
    const unit = await configured()
    await unit.start(...network)
    for (let count = 0; count < 3; count += 1) await press(unit, 'STANDARD')
    await unit.chip.powerOff()
    if (isForgotten) {
      const [card, drawer] = [path.join(unit.folder, 'sd'), path.join(unit.folder, 'drawer')]
      renameSync(card, drawer)
      rmSync(path.join(unit.folder, 'nvs'))
      await unit.set(settings)
      rmSync(card, { recursive: true })
      renameSync(drawer, card)
    }
    await unit.start('wifi up', 'card out')
    await press(unit, 'PREMIUM')
    if (!isForgotten) rmSync(path.join(unit.folder, 'sd-out', 'presses-a.log'))
    await unit.chip.orders('card in', 'run 12000', 'broker up', 'run 70000')
    expect(unit.chip.heard('event').map(text => JSON.parse(text))).toMatchObject([{ event_type: 'PREMIUM' }])
  })

  test('missing through a power cut: the press is gone and the gap in the numbers tells', async () => {
    const unit = await configured()
    await unit.start('card out')
    await press(unit)
    await unit.chip.orders('card in')
    await unit.chip.powerOff()
    const ear = new Ear()
    await recover(unit, ear)
    await press(unit, 'PREMIUM')
    ear.hear(unit.chip.heard('event'))
    expect(ear.events).toMatchObject([{ seq: 2, count_basic: 1, count_premium: 1 }])
  })

  test.each([
    ['from another unit', true],
    ['of ours whose beginning rotted', false],
  ])('%s: counting goes on, and what is on it is set aside, not told as ours', async (_whose, isSound) => {
    const other = await configured()
    await other.start()
    await press(other)
    await other.chip.powerOff()
    const bytes = readFileSync(path.join(other.folder, 'sd', 'presses-a.log'))
    // The chip's number in the first record, and its sum.
    bytes[4] = (bytes[4] ?? 0) ^ 1
    if (isSound) bytes.writeUInt32LE(crc32(Buffer.concat([Buffer.alloc(4), bytes.subarray(2, beginBytes - 4)])), beginBytes - 4)
    const unit = await configured()
    await unit.start()
    await press(unit, 'STANDARD')
    await unit.chip.powerOff()
    writeFileSync(path.join(unit.folder, 'sd', 'presses-a.log'), bytes)
    const ear = new Ear()
    await recover(unit, ear)
    await press(unit, 'PREMIUM')
    ear.hear(unit.chip.heard('event'))
    expect(ear.events).toMatchObject([{ seq: 2, count_standard: 1, count_premium: 1 }])
    expect(readFileSync(path.join(unit.folder, 'sd', 'presses-old.log'))).toEqual(bytes)
  })

  test('rotten in the middle: one press is missing, those around it arrive', async () => {
    const unit = await configured()
    await unit.start()
    for (let count = 0; count < 5; count += 1) await press(unit)
    await unit.chip.powerOff()
    const log = path.join(unit.folder, 'sd', 'presses-a.log')
    const bytes = readFileSync(log)
    const third = beginBytes + 2 * pressBytes + 20
    bytes[third] = (bytes[third] ?? 0) ^ 0x40
    writeFileSync(log, bytes)
    const ear = new Ear()
    await recover(unit, ear)
    expect(ear.events.map(({ seq }) => seq)).toEqual([1, 2, 4, 5])
  })

  test.each([0, 1, 4, 20, 61, 62])('refusing a record after %i bytes: the press is told, once', async bytes => {
    const unit = await configured()
    await unit.start(...network)
    await press(unit)
    await unit.chip.order(`fail ${bytes}`)
    await press(unit, 'STANDARD')
    await press(unit, 'PREMIUM')
    await unit.chip.order('run 12000')
    await press(unit)
    const ear = new Ear()
    ear.hear(unit.chip.heard('event'))
    // What the card took after all is not told from memory as well.
    expect(ear.repeated).toBe(0)
    await recover(unit, ear)
    expect(ear.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(ear.numbers).toEqual(ear.wholeNumbers)
  })

  test('with an old log beside the new one: the new one counts, and the old one goes', async () => {
    const unit = await configured()
    const log = (slot: string) => path.join(unit.folder, 'sd', `presses-${slot}.log`)
    await unit.start(...network)
    await press(unit)
    await unit.chip.powerOff()
    // As begun by the same unit two generations later; the sum of a first record starts from nothing.
    const newer = readFileSync(log('a')).subarray(0, beginBytes)
    newer.writeUInt32LE(3, 12)
    newer.writeUInt32LE(1, 20)
    newer.writeUInt32LE(1, 24)
    newer.writeUInt32LE(crc32(Buffer.concat([Buffer.alloc(4), newer.subarray(2, beginBytes - 4)])), beginBytes - 4)
    const old = readFileSync(log('a'))
    rmSync(log('a'))
    writeFileSync(log('b'), newer)
    await unit.start()
    await press(unit, 'PREMIUM')
    await unit.chip.powerOff()
    writeFileSync(log('a'), old)
    const ear = new Ear()
    await recover(unit, ear)
    expect(ear.events).toMatchObject([{ seq: 2, count_basic: 1, count_premium: 1 }])
    expect(existsSync(log('a'))).toBe(false)
  })

  test('with what a deleted log left behind the new one: that is not told', async () => {
    const [old, unit] = [await configured(), await configured()]
    for (const one of [old, unit]) {
      await one.start()
      await press(one)
    }
    await press(old, 'STANDARD')
    await old.chip.powerOff()
    await unit.chip.powerOff()
    const left = readFileSync(path.join(old.folder, 'sd', 'presses-a.log')).subarray(beginBytes + pressBytes)
    appendFileSync(path.join(unit.folder, 'sd', 'presses-a.log'), left)
    const ear = new Ear()
    await recover(unit, ear)
    expect(ear.events).toMatchObject([{ seq: 1, event_type: 'BASIC' }])
  })

  test('grown and all sent: begun anew without a moment in which a power cut loses or doubles anything', async () => {
    const full = await configured()
    await full.start(...network)
    const ear = new Ear()
    const log = path.join(full.folder, 'sd', 'presses-a.log')
    while (statSync(log).size + pressBytes + sentBytes <= 65_536) await press(full)
    ear.hear(full.chip.heard('event'))
    expect(ear.numbers).toEqual(ear.wholeNumbers)
    const [last] = ear.events.slice(-1)
    await full.chip.powerOff()
    let isRotated = false
    // The record of the press, its number, the note that it was sent; then the new file.
    for (let step = pressBytes + 1 + 10; !isRotated; step += 7) {
      const unit = new OzoneUnit(ozone)
      cpSync(full.folder, unit.folder, { recursive: true })
      await unit.start(...network)
      await unit.chip.order(`cut ${step}`)
      await press(unit)
      isRotated = !unit.chip.isOff
      const again = new Ear()
      await recover(unit, again)
      await press(unit)
      again.hear(unit.chip.heard('event'))
      expect(again.events.map(({ seq }) => seq)).toEqual([1, 2].map(ahead => (last?.seq ?? 0) + ahead))
      expect(['a', 'b'].filter(slot => existsSync(path.join(unit.folder, 'sd', `presses-${slot}.log`)))).toHaveLength(1)
      await unit.chip.powerOff()
    }
  }, 180_000)
})

describe.skipIf(programs === undefined)('any day', () => {
  const button = fc.constantFrom<Button>('BASIC', 'STANDARD', 'PREMIUM')
  const act = fc.oneof(
    { weight: 6, arbitrary: fc.record({ press: button }) },
    { weight: 2, arbitrary: fc.record({ cutAfter: fc.nat(160) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        order: fc.constantFrom('wifi up', 'wifi down', 'broker up', 'broker down', 'acks on', 'acks off', 'slow 300', 'slow 0', 'fail 30'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ order: fc.constantFrom('run 1000', 'run 30000') }) },
  )

  test('every press that was counted arrives, none twice, all in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async acts => {
        const unit = await configured()
        await unit.start(...network)
        const ear = new Ear()
        let [sure, doubtful] = [0, 0]
        for (const one of acts) {
          if (unit.chip.isOff) {
            ear.hear(unit.chip.heard('event'))
            await unit.start(...network)
          }
          if ('order' in one) await unit.chip.order(one.order)
          else if ('cutAfter' in one) await unit.chip.order(`cut ${one.cutAfter}`)
          else {
            await press(unit, one.press)
            if (unit.chip.isOff) doubtful += 1
            else sure += 1
          }
        }
        // A card that failed is looked at again after ten seconds.
        await unit.chip.orders('cut -1', 'slow 0', 'fail -1', 'run 12000')
        await recover(unit, ear)
        await unit.chip.powerOff()
        expect(ear.events.length).toBeGreaterThanOrEqual(sure)
        expect(ear.events.length).toBeLessThanOrEqual(sure + doubtful)
        expect(ear.numbers).toEqual(ear.wholeNumbers)
      }),
      { numRuns: 25 },
    )
  }, 240_000)
})
