/** The ozone unit over the years: time, settings, new firmware. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Chip, freshFolder } from './testing/chip.ts'
import { programs } from './testing/programs.ts'
import { network, online, OzoneUnit, relayPin } from './testing/unit.ts'

const { ozone = '' } = programs ?? {}
const parsed = (payloads: readonly string[]): unknown[] => payloads.map(payload => JSON.parse(payload))
const seconds = (iso: string) => Date.parse(iso) / 1_000

async function configured(settings: Readonly<Record<string, string | number>> = {}): Promise<OzoneUnit> {
  const unit = new OzoneUnit(ozone)
  await unit.set({ ...online, ...settings })
  return unit
}

describe.skipIf(programs === undefined)('the time of the ozone unit', () => {
  test('after the DS3231 lost its power goes on from the last press and says that it is not known', async () => {
    const unit = await configured()
    await unit.start(...network)
    await unit.press('BASIC')
    await unit.chip.powerOff()
    await unit.start(...network, 'rtc lost 946684800')
    await unit.press('BASIC')
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ clock: 'unknown', timestamp: '2024-01-15T10:30:00Z' }])
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({ rtc_available: false, clock: 'unknown' })
  })

  test.each(['rtc out 0', 'rtc ok 946684800', 'rtc ok 4200000000'])('is not known either with "%s"', async scene => {
    const unit = await configured()
    await unit.start(...network, scene)
    await unit.press('BASIC')
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ clock: 'unknown', timestamp: '2024-01-01T00:00:00Z' }])
  })

  test('comes from the time server, which sets the DS3231 too', async () => {
    const unit = await configured()
    await unit.start(...network, 'rtc lost 946684800')
    await unit.chip.orders(`ntp ${seconds('2026-01-20T10:30:00Z')}`, 'run 10')
    await unit.press('BASIC')
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ clock: 'synced', timestamp: '2026-01-20T10:30:00Z' }])
    expect(unit.chip.all('rtc')).toEqual([seconds('2026-01-20T10:30:00Z')])
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({ rtc_available: true, clock: 'synced' })
  })

  test('a press keeps the time it was made at when the right one is heard of later', async () => {
    const unit = await configured()
    await unit.start('wifi up', 'rtc lost 946684800')
    await unit.press('BASIC')
    await unit.chip.orders('ntp 1768905000', 'broker up', 'run 10000')
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ clock: 'unknown', timestamp: '2024-01-01T00:00:00Z', boot: 2 }])
  })

  test('compared within a day counts as synced, later as drifting', async () => {
    const unit = await configured()
    await unit.start(...network)
    await unit.chip.orders('ntp 1768905000', 'run 10', 'leap 86400000', 'run 2000')
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({ clock: 'drifting', rtc_available: true })
  })

  test('a DS3231 that jumps is not believed', async () => {
    const unit = await configured()
    await unit.start(...network)
    await unit.chip.orders(`rtc ok ${unit.timeS + 3_600}`, 'leap 60000', 'run 100')
    await unit.press('BASIC')
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({ rtc_available: false, clock: 'drifting' })
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ timestamp: '2024-01-15T10:31:00Z' }])
  })

  test('is written as everybody else writes it', async () => {
    const unit = await configured()
    await unit.start(...network)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: seconds('2024-01-01T00:00:00Z'), max: seconds('2099-12-31T23:59:59Z') }), async epochS => {
        const iso = new Date(epochS * 1_000).toISOString().replace('.000', '')
        await unit.chip.orders(`type time ${iso}`, 'type status', 'run 2')
        const [answer, status = ''] = unit.chip.all('serial').slice(-2)
        expect(answer).toBe('ok')
        expect(JSON.parse(status)).toMatchObject({ timestamp: iso })
      }),
      { numRuns: 200, examples: [[seconds('2028-02-29T00:00:00Z')], [seconds('2099-12-31T23:59:59Z')], [seconds('2024-03-01T00:00:00Z')]] },
    )
  })

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-20',
    '2026-01-20T10:30:00',
    '2026-01-20T24:00:00Z',
    '2020-01-01T00:00:00Z',
  ])('%s is refused', async text => {
    const unit = await configured()
    await unit.start()
    await unit.chip.orders(`type time ${text}`, 'run 2')
    expect(unit.chip.all('serial')).toEqual(['error: time 2026-01-20T10:30:00Z'])
  })
})

describe.skipIf(programs === undefined)('settings of the ozone unit', () => {
  /** What the console answers to lines typed at a new unit. */
  async function typed(...lines: readonly string[]): Promise<string[]> {
    const chip = new Chip(ozone, freshFolder())
    await chip.orders('start', ...lines.map(line => `type ${line}`), 'run 10')
    return chip.all('serial')
  }

  test('secrets are taken and never shown', async () => {
    const shown = await typed('set wifi_password hunter2 with spaces', 'set mqtt_password hunter3', 'show')
    expect(shown.join('\n')).not.toContain('hunter')
    expect(shown).toEqual(expect.arrayContaining(['wifi_password=(set)', 'mqtt_password=(set)', 'ota_password=(not set)']))
  })

  test.each([
    ['set mqtt_port 0', 'error: out of range'],
    ['set mqtt_port 70000', 'error: out of range'],
    ['set mqtt_port 1e3', 'error: out of range'],
    ['set mqtt_port', 'error: out of range'],
    ['set run_basic_s 3601', 'error: out of range'],
    [`set wifi_ssid ${'x'.repeat(33)}`, 'error: out of range'],
    ['set device_id ozon/+', 'error: out of range'],
    ['set colour red', 'error: no such setting, see show'],
    ['hello', 'error: words are set, show, restart, time, status'],
    [`set mqtt_ca ${'x'.repeat(5_000)}`, 'error: line too long'],
  ])('%s', async (line, answer) => {
    expect(await typed(line)).toEqual([answer])
  })

  test('a name of its own takes the place of the address, as the hub wants it', async () => {
    const unit = await configured({ device_id: 'ozon-1', mqtt_user: 'someone' })
    await unit.start(...network)
    expect(unit.chip.all('connect')).toMatchObject([{ client_id: 'ozon-1', user: 'someone', will_topic: 'ozon/device/ozon-1/status' }])
  })

  test('TLS without a certificate connects to nobody, with one it does', async () => {
    const unit = await configured({ mqtt_tls: 1, mqtt_port: 8883 })
    await unit.start(...network)
    await unit.chip.order('run 5000')
    expect(unit.chip.all('connect')).toEqual([])
    await unit.chip.powerOff()
    await unit.set({ mqtt_ca: String.raw`-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n` })
    await unit.start(...network)
    expect(unit.chip.all('connect')).toMatchObject([{ tls: true, port: 8883 }])
  })
})

describe.skipIf(programs === undefined)('new firmware for the ozone unit', () => {
  test('is not taken over the network before somebody sets a password for it', async () => {
    const unit = await configured()
    await unit.start(...network)
    expect(unit.chip.all('ota')).toEqual([])
    await unit.chip.powerOff()
    await unit.set({ ota_password: 'secret' })
    await unit.start(...network)
    expect([unit.chip.all('ota'), unit.chip.all('ota_password')]).toEqual([['open'], ['secret']])
  })

  test('waits for the end of a treatment and restarts with nothing uncounted', async () => {
    const unit = await configured({ ota_password: 'secret', run_basic_s: 5 })
    await unit.start(...network)
    await unit.press('BASIC')
    await unit.chip.orders('update', 'run 1000')
    expect([unit.chip.isHigh(relayPin), unit.chip.isOff]).toEqual([true, false])
    await unit.chip.order('run 5000')
    expect(unit.chip.all('restarted')).toEqual([true])
    expect(unit.chip.isHigh(relayPin)).toBe(false)
  })

  test('is kept once it reaches the broker', async () => {
    const unit = await configured()
    await unit.start('trial', 'wifi up')
    await unit.chip.order('run 200000')
    expect(unit.chip.all('image')).toEqual([])
    await unit.chip.orders('broker up', 'run 70000')
    expect(unit.chip.all('image')).toEqual(['accepted'])
  })

  test('goes back to the one before when it does not within five minutes, but not in the middle of a treatment', async () => {
    const unit = await configured({ run_basic_s: 30 })
    await unit.start('trial', 'wifi up')
    await unit.chip.order('run 290000')
    await unit.press('BASIC')
    await unit.chip.order('run 20000')
    expect([unit.chip.isHigh(relayPin), unit.chip.all('image')]).toEqual([true, []])
    await unit.chip.order('run 10000')
    expect(unit.chip.all('image')).toEqual(['rejected'])
    expect(unit.chip.isOff).toBe(true)
  })
})
