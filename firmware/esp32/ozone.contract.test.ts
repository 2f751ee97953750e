/** The ozone unit as customers, technicians and the broker meet it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { Chip, freshFolder } from './testing/chip.ts'
import { programs } from './testing/programs.ts'
import { buttons, interlockPin, network, online, OzoneUnit, relayPin } from './testing/unit.ts'

const deviceId = '3C:8A:1F:A4:3E:C4'
/** As printed in the ozone document. */
const printedMessage = `{
  "device_id": "3C:8A:1F:A4:3E:C4",
  "event_type": "BASIC",
  "timestamp": "2024-01-15T10:30:00Z",
  "count_basic": 1,
  "count_standard": 0,
  "count_premium": 0
}`
/** As printed there, without what a comment says. */
const printedPins = {
  BUTTON_BASIC_PIN: 2,
  BUTTON_STANDARD_PIN: 4,
  BUTTON_PREMIUM_PIN: 5,
  LED_PIN: 2,
  SD_CS_PIN: 5,
  SD_MOSI_PIN: 23,
  SD_MISO_PIN: 19,
  SD_SCK_PIN: 18,
  RTC_SDA_PIN: 21,
  RTC_SCL_PIN: 22,
}

const { ozone = '', printed = '' } = programs ?? {}
const parsed = (payloads: readonly string[]): unknown[] => payloads.map(payload => JSON.parse(payload))

/** A unit that is connected. */
async function running(settings: Readonly<Record<string, string | number>> = {}): Promise<OzoneUnit> {
  const unit = new OzoneUnit(ozone)
  await unit.set({ ...online, ...settings })
  await unit.start(...network)
  return unit
}

const order = (fields: Readonly<Record<string, unknown>>) => `message ozon/device/${deviceId}/command ${JSON.stringify(fields)}`
const iso = (epochS: number) => new Date(epochS * 1_000).toISOString()

describe.skipIf(programs === undefined)('messages of the ozone unit', () => {
  test('a press is published as printed in the document, letter by letter', async () => {
    const unit = await running({ document_only: 1, bounce_ms: 5 })
    await unit.press('BASIC')
    expect(unit.chip.heard('event')).toEqual([JSON.stringify(JSON.parse(printedMessage))])
  })

  test('and as a rule with an id, a number and how well the time is known behind that', async () => {
    const unit = await running()
    await unit.press('BASIC')
    const [payload = ''] = unit.chip.heard('event')
    expect(payload.startsWith(JSON.stringify(JSON.parse(printedMessage)).slice(0, -1))).toBe(true)
    expect(JSON.parse(payload)).toMatchObject({ id: expect.stringMatching(/^018d0cab-[0-9a-f]{4}-7/), seq: 1, boot: 2, clock: 'drifting' })
  })

  test('every kind has its button and its counter', async () => {
    const unit = await running()
    for (const kind of ['PREMIUM', 'STANDARD', 'BASIC', 'STANDARD'] as const) await unit.press(kind)
    expect(parsed(unit.chip.heard('event'))).toMatchObject([
      { event_type: 'PREMIUM', count_basic: 0, count_standard: 0, count_premium: 1, seq: 1 },
      { event_type: 'STANDARD', count_basic: 0, count_standard: 1, count_premium: 1, seq: 2 },
      { event_type: 'BASIC', count_basic: 1, count_standard: 1, count_premium: 1, seq: 3 },
      { event_type: 'STANDARD', count_basic: 1, count_standard: 2, count_premium: 1, seq: 4 },
    ])
  })

  test('everything goes out at QoS 1, never retained, on the topics of the document', async () => {
    const unit = await running({ heartbeat_s: 5 })
    await unit.press('BASIC')
    await unit.chip.order('run 5000')
    const sent = unit.chip.all('publish')
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(
      new Set(['status', 'event', 'heartbeat'].map(what => `ozon/device/${deviceId}/${what}`)),
    )
    expect(sent.every(({ qos, retain }) => qos === 1 && !retain)).toBe(true)
    expect(unit.chip.all('subscribed')).toEqual([`ozon/device/${deviceId}/command`])
  })

  test('the broker knows what to say when the unit is gone', async () => {
    const unit = await running()
    await unit.chip.order('run 10')
    expect(unit.chip.all('connect')).toMatchObject([
      {
        ...{ host: 'hub.local', port: 1883, tls: false, user: deviceId, client_id: deviceId, clean: true },
        ...{ will_topic: `ozon/device/${deviceId}/status` },
        will: `{"device_id":"${deviceId}","event_type":"status","timestamp":"2024-01-15T10:30:00Z","wifi_connected":false}`,
      },
    ])
  })

  test('the status tells clock, card, firmware, how long it runs and how strong the Wi-Fi is', async () => {
    const unit = await running()
    await unit.chip.order('run 10')
    expect(parsed(unit.chip.heard('status'))).toMatchObject([
      {
        ...{ device_id: deviceId, event_type: 'status', timestamp: '2024-01-15T10:30:00Z' },
        ...{ wifi_connected: true, rtc_available: true, sd_available: true, firmware: '1.0.0', boot: 2, rssi: -60, clock: 'drifting' },
        uptime_ms: expect.any(Number),
      },
    ])
    await unit.chip.orders('card out', 'run 10000')
    expect(parsed(unit.chip.heard('status'))).toMatchObject([{ sd_available: false }])
  })
})

describe.skipIf(programs === undefined)('buttons of the ozone unit', () => {
  test('a bouncing contact is one press, a spike is none', async () => {
    const unit = await running()
    const pin = buttons.BASIC
    await unit.chip.orders(`pin ${pin} 0`, 'run 10', `pin ${pin} 1`, 'run 500')
    expect(unit.chip.heard('event')).toEqual([])
    for (let bounce = 0; bounce < 6; bounce++) await unit.chip.orders(`pin ${pin} ${bounce % 2}`, 'run 6')
    await unit.chip.orders(`pin ${pin} 0`, 'run 200')
    for (let bounce = 0; bounce < 6; bounce++) await unit.chip.orders(`pin ${pin} ${(bounce + 1) % 2}`, 'run 6')
    await unit.chip.orders(`pin ${pin} 1`, 'run 2000')
    expect(unit.chip.heard('event')).toHaveLength(1)
  })

  test('impatience is no second treatment, on no button', async () => {
    const unit = await running()
    for (const pin of [buttons.BASIC, buttons.BASIC, buttons.PREMIUM]) {
      await unit.chip.orders(`pin ${pin} 0`, 'run 100', `pin ${pin} 1`, 'run 100')
    }
    expect(unit.chip.heard('event')).toHaveLength(1)
  })

  test('a button that hangs counts once, one that hung at the start not at all', async () => {
    const unit = new OzoneUnit(ozone)
    await unit.set(online)
    await unit.start(...network, `pin ${buttons.STANDARD} 0`)
    await unit.chip.orders(`pin ${buttons.BASIC} 1`, 'run 100', `pin ${buttons.BASIC} 0`, 'run 30000')
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ event_type: 'BASIC' }])
  })

  test('a press is not missed while a slow card holds everything else', async () => {
    const unit = await running({ hold_off_ms: 0 })
    await unit.chip.order('slow 800')
    // The second goes down and up within the time the card takes for the first.
    await unit.chip.orders(`pin ${buttons.BASIC} 0`, 'run 40', `pin ${buttons.BASIC} 1`, 'run 100')
    await unit.press('PREMIUM')
    await unit.chip.order('run 5000')
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ event_type: 'BASIC' }, { event_type: 'PREMIUM' }])
  })
})

describe.skipIf(programs === undefined)('the relay of the ozone unit', () => {
  const relay = (unit: OzoneUnit) => unit.chip.all('driven').filter(({ pin }) => pin === relayPin)

  test('stays off where nothing is set: the unit only counts', async () => {
    const unit = await running()
    await unit.press('BASIC')
    expect(relay(unit).map(({ level }) => level)).toEqual([0])
  })

  test('runs for the time of the kind and no press counts meanwhile', async () => {
    const unit = await running({ run_basic_s: 3, run_premium_s: 5 })
    await unit.press('BASIC')
    await unit.press('PREMIUM')
    await unit.chip.order('run 2000')
    const [, on, off] = relay(unit)
    expect([on?.level, off?.level]).toEqual([1, 0])
    expect((off?.at ?? 0) - (on?.at ?? 0)).toBeGreaterThanOrEqual(2_990)
    expect((off?.at ?? 0) - (on?.at ?? 0)).toBeLessThanOrEqual(3_010)
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ event_type: 'BASIC' }])
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({
      running: null,
      last_run: { event_type: 'BASIC', planned_s: 3, ran_s: 3, ended: 'done' },
    })
  })

  test('a slow card shortens no run, and a press that waited for it too long switches nothing on', async () => {
    const unit = await running({ run_basic_s: 0, run_premium_s: 3, hold_off_ms: 0 })
    const both = [buttons.BASIC, buttons.PREMIUM]
    await unit.chip.orders('slow 2000', ...both.map(pin => `pin ${pin} 0`), 'run 12000', ...both.map(pin => `pin ${pin} 1`), 'run 100')
    const [, on, off] = relay(unit)
    expect((off?.at ?? 0) - (on?.at ?? 0)).toBeGreaterThanOrEqual(2_990)
    await unit.chip.orders('slow 6000', ...both.map(pin => `pin ${pin} 0`), 'run 30000')
    expect(relay(unit)).toHaveLength(3)
    expect(parsed(unit.chip.heard('event'))).toMatchObject([
      { event_type: 'BASIC', count_basic: 1 },
      { event_type: 'PREMIUM', count_premium: 1 },
      { event_type: 'BASIC', count_basic: 2, count_premium: 1 },
    ])
  })

  test('goes off on time while a slow card holds the loop', async () => {
    const unit = await running({ run_basic_s: 1 })
    await unit.chip.orders('slow 5000', 'acks off')
    await unit.press('BASIC')
    await unit.chip.order('run 6000')
    const [, on, off] = relay(unit)
    expect((off?.at ?? 0) - (on?.at ?? 0)).toBeLessThanOrEqual(1_010)
  })

  test('goes off when the door opens and stays off while it is open', async () => {
    const unit = new OzoneUnit(ozone)
    await unit.set({ ...online, run_basic_s: 60, interlock: 1 })
    await unit.start(...network, `pin ${interlockPin} 0`)
    await unit.press('BASIC')
    expect(unit.chip.isHigh(relayPin)).toBe(true)
    await unit.chip.orders(`pin ${interlockPin} 1`, 'run 20')
    expect(unit.chip.isHigh(relayPin)).toBe(false)
    await unit.press('BASIC')
    await unit.chip.orders(`pin ${interlockPin} 0`, 'run 3000')
    expect(unit.chip.isHigh(relayPin)).toBe(false)
    expect(unit.chip.heard('event')).toHaveLength(1)
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({ last_run: { ended: 'interlock' }, interlock_open: false })
  })

  test('a wire of the interlock that is cut is an open door', async () => {
    const unit = await running({ run_basic_s: 60, interlock: 1 })
    await unit.press('BASIC')
    expect(unit.chip.isHigh(relayPin)).toBe(false)
    expect(unit.chip.heard('event')).toEqual([])
  })

  test('a power cut ends a run for good, and it is told', async () => {
    const unit = await running({ run_standard_s: 60 })
    await unit.press('STANDARD')
    await unit.chip.powerOff()
    await unit.start(...network)
    await unit.chip.order('run 3000')
    expect(unit.chip.isHigh(relayPin)).toBe(false)
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({
      last_run: { event_type: 'STANDARD', planned_s: 60, ran_s: null, ended: 'reset' },
    })
  })

  test('a module that is on with a low pin is off from the start', async () => {
    const unit = await running({ relay_low: 1, run_basic_s: 1 })
    await unit.press('BASIC')
    expect(relay(unit).map(({ level }) => level)).toEqual([1, 0, 1])
  })
})

describe.skipIf(programs === undefined)('commands to the ozone unit', () => {
  const replies = (unit: OzoneUnit) => parsed(unit.chip.heard('command/reply'))

  test('a run is accepted, counted and told when it ended', async () => {
    const unit = await running({ run_basic_s: 2 })
    await unit.chip.orders('run 10', order({ id: 'c-1', deadline: iso(unit.timeS + 10), type: 'run', event_type: 'BASIC' }), 'run 100')
    expect(unit.chip.isHigh(relayPin)).toBe(true)
    expect(replies(unit)).toEqual([{ device_id: deviceId, command_id: 'c-1', state: 'accepted', evidence: 'assumed' }])
    await unit.chip.order('run 3000')
    expect(replies(unit)).toEqual([{ device_id: deviceId, command_id: 'c-1', state: 'succeeded', evidence: 'assumed' }])
    expect(parsed(unit.chip.heard('event'))).toMatchObject([{ event_type: 'BASIC', count_basic: 1 }])
  })

  test('the same id twice runs once, after a power cut too', async () => {
    const unit = await running({ run_basic_s: 2 })
    const again = order({ id: 'c-1', deadline: iso(unit.timeS + 50), type: 'run', event_type: 'BASIC' })
    await unit.chip.orders('run 10', again, 'run 500', again, 'run 3000', again, 'run 100')
    expect(unit.chip.heard('event')).toHaveLength(1)
    expect(replies(unit)).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }, { state: 'succeeded' }, { state: 'succeeded' }])
    await unit.chip.powerOff()
    await unit.start(...network)
    await unit.chip.orders('run 10', again, 'run 100')
    expect(unit.chip.heard('event')).toEqual([])
    expect(replies(unit)).toMatchObject([{ command_id: 'c-1', state: 'failed', error: { code: 'reset' } }])
  })

  test('a run that a power cut ended is answered after the restart', async () => {
    const unit = await running({ run_basic_s: 60 })
    await unit.chip.orders('run 10', order({ id: 'c-9', deadline: iso(unit.timeS + 10), type: 'run', event_type: 'BASIC' }), 'run 100')
    await unit.chip.powerOff()
    await unit.start(...network)
    await unit.chip.order('run 100')
    expect(replies(unit)).toMatchObject([{ command_id: 'c-9', state: 'failed', error: { code: 'reset' } }])
  })

  test.each([
    ['late', -1, 'expired', 'expired'],
    ['from a clock that is ahead', 3600, 'rejected', 'clock_differs'],
  ])('one that is %s switches nothing on', async (_how, aheadS, state, code) => {
    const unit = await running({ run_basic_s: 2 })
    await unit.chip.orders(
      'run 2000',
      order({ id: 'c-1', deadline: iso(unit.timeS + aheadS), type: 'run', event_type: 'BASIC' }),
      'run 100',
    )
    expect(replies(unit)).toMatchObject([{ state, error: { code } }])
    expect(unit.chip.isHigh(relayPin)).toBe(false)
    expect(unit.chip.heard('event')).toEqual([])
  })

  test('one that the broker had kept switches nothing on and is not answered', async () => {
    const unit = await running({ run_basic_s: 2 })
    const kept = order({ id: 'c-1', deadline: iso(unit.timeS + 10), type: 'run', event_type: 'BASIC' }).replace('message', 'retained')
    await unit.chip.orders('run 10', kept, 'run 100')
    expect(replies(unit)).toEqual([])
    expect(unit.chip.isHigh(relayPin)).toBe(false)
  })

  test('without a clock that is known nothing is switched on', async () => {
    const unit = await running({ run_basic_s: 2 })
    const { timeS } = unit
    await unit.chip.powerOff()
    await unit.start(...network, 'rtc lost 946684800')
    await unit.chip.orders('run 10', order({ id: 'c-1', deadline: iso(timeS + 10), type: 'run', event_type: 'BASIC' }), 'run 100')
    expect(replies(unit)).toMatchObject([{ state: 'rejected', error: { code: 'clock_unknown' } }])
  })

  test.each([
    ['a kind that has no time set', { type: 'run', event_type: 'PREMIUM' }, 'no_relay'],
    ['an unknown kind', { type: 'run', event_type: 'DELUXE' }, 'invalid_message'],
    ['an unknown type', { type: 'dance' }, 'invalid_message'],
    ['no deadline', { type: 'stop', deadline: 5 }, 'invalid_message'],
  ])('%s is refused', async (_what, fields, code) => {
    const unit = await running({ run_basic_s: 2 })
    await unit.chip.orders('run 10', order({ id: 'c-1', deadline: iso(unit.timeS + 10), ...fields }), 'run 100')
    expect(replies(unit)).toMatchObject([{ state: 'rejected', error: { code } }])
  })

  test('a stop ends the run', async () => {
    const unit = await running({ run_basic_s: 60 })
    await unit.press('BASIC')
    await unit.chip.orders(order({ id: 'c-2', deadline: iso(unit.timeS + 10), type: 'stop' }), 'run 100')
    expect(unit.chip.isHigh(relayPin)).toBe(false)
    expect(replies(unit)).toMatchObject([{ command_id: 'c-2', state: 'succeeded' }])
    expect(parsed(unit.chip.heard('status')).at(-1)).toMatchObject({ last_run: { ended: 'stopped' } })
  })

  test.each([
    '',
    'x',
    '{',
    '[]',
    '{"id":1}',
    '{"id":"a b"}',
    '{"id":""}',
    '{"a":{"b":[1,2,{"c":null}]}}',
    `{"a":${'['.repeat(500)}`,
    '{"id":"\\u0"}',
  ])('nonsense is passed over: %j', async nonsense => {
    const unit = await running({ run_basic_s: 2 })
    await unit.chip.orders('run 10', `message ozon/device/${deviceId}/command ${nonsense}`, 'run 100')
    expect(replies(unit)).toEqual([])
    await unit.press('BASIC')
    expect(unit.chip.heard('event')).toHaveLength(1)
  })
})

describe.skipIf(programs === undefined)('pins of the ozone unit', () => {
  const source = readFileSync(path.join(import.meta.dirname, 'ozone', 'pins.h'), 'utf8')
  const branches = /#if PALANG_BUTTONS_AS_PRINTED\n([\s\S]*?)#else\n([\s\S]*?)#endif([\s\S]*)/.exec(source)
  const [, asPrinted = '', asRule = '', always = ''] = branches ?? []
  const numbers = (text: string) =>
    new Map([...text.matchAll(/constexpr uint8_t (\w+)Pin = (\d+)/g)].map(([, name = '', number]) => [name, Number(number)]))
  const names = {
    ...{ BUTTON_BASIC_PIN: 'buttonBasic', BUTTON_STANDARD_PIN: 'buttonStandard', BUTTON_PREMIUM_PIN: 'buttonPremium', LED_PIN: 'led' },
    ...{
      SD_CS_PIN: 'sdCs',
      SD_MOSI_PIN: 'sdMosi',
      SD_MISO_PIN: 'sdMiso',
      SD_SCK_PIN: 'sdSck',
      RTC_SDA_PIN: 'rtcSda',
      RTC_SCL_PIN: 'rtcScl',
    },
  }

  test.each(Object.entries(printedPins))('%s is where the document has it, in at least one of the two builds', (name, pin) => {
    const own = names[name as keyof typeof names]
    expect([numbers(asPrinted + always).get(own), numbers(asRule + always).get(own)]).toContain(pin)
  })

  test('the build with the buttons as printed counts on those pins', async () => {
    const folder = freshFolder()
    const chip = new Chip(printed, folder)
    await chip.orders('type set wifi_ssid Toko', 'type set mqtt_host h', 'start', 'run 10')
    await chip.powerOff()
    const unit = new Chip(printed, folder)
    await unit.orders('rtc ok 1705314600', ...network, 'start', 'run 100', 'pin 2 0', 'run 2000', 'pin 5 0', 'run 2000')
    expect(parsed(unit.heard('event'))).toMatchObject([{ event_type: 'BASIC' }, { event_type: 'PREMIUM' }])
  })
})
