/** The ozone unit on the hub's own broker, over a real connection. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isoTime } from '@palang/protocol'
import { CodedError } from '@palang/kit'
import { brokerRig, type BrokerRig, secretOf } from '../../hub/src/edges/mqtt/testing/broker-rig.ts'
import type { DeviceMessage } from '../../hub/src/edges/mqtt/broker.ts'
import { programs } from './testing/programs.ts'
import { online, OzoneUnit, relayPin } from './testing/unit.ts'

const { ozone = '' } = programs ?? {}

/** Section 7 of the contract: the document's fields, and the optional ones behind them. */
const event = z.object({
  device_id: z.literal('a'),
  event_type: z.enum(['BASIC', 'STANDARD', 'PREMIUM']),
  timestamp: isoTime,
  count_basic: z.int().min(0),
  count_standard: z.int().min(0),
  count_premium: z.int().min(0),
  id: z.uuidv7(),
  seq: z.int().min(1),
  boot: z.int().min(1),
})

/** The unit as device `a` of the rig, its time given out in small pieces until `condition` holds. */
async function connected(rig: BrokerRig, settings: Readonly<Record<string, string | number>> = {}) {
  const unit = new OzoneUnit(ozone)
  await unit.set({ ...online, device_id: 'a', mqtt_password: secretOf('a'), ...settings })
  await unit.start(`real ${rig.port()}`, 'wifi up')
  const until = async (what: string, condition: () => boolean): Promise<void> => {
    for (let turns = 0; !condition(); turns += 1) {
      if (turns === 2_000) throw new Error(`${what} did not happen`)
      await unit.chip.order('run 20')
    }
  }
  return { unit, until }
}

const told = (messages: readonly DeviceMessage[], kind: string) =>
  messages.filter(one => one.kind === kind).map(({ payload }): unknown => JSON.parse(Buffer.from(payload).toString('utf8')))

describe.skipIf(programs === undefined)('on the broker of the hub', () => {
  test('presses, status and heartbeat come in and are acknowledged', async () => {
    const heard: DeviceMessage[] = []
    const rig = await brokerRig({ receive: async message => void heard.push(message) })
    const { unit, until } = await connected(rig, { heartbeat_s: 5 })
    await unit.press('BASIC')
    await unit.press('PREMIUM')
    await until('a heartbeat', () => told(heard, 'heartbeat').length > 0)
    expect(z.array(event).parse(told(heard, 'event'))).toMatchObject([
      { event_type: 'BASIC', seq: 1 },
      { event_type: 'PREMIUM', seq: 2, count_basic: 1, count_premium: 1 },
    ])
    expect(told(heard, 'status')[0]).toMatchObject({ device_id: 'a', rtc_available: true, sd_available: true })
    expect(told(heard, 'heartbeat')[0]).toMatchObject({ count_basic: 1, count_premium: 1, waiting: 0 })
  })

  test('an event that the hub cannot keep is told again until it can, in the same words', async () => {
    const heard: DeviceMessage[] = []
    let refused = 0
    const receive = async (message: DeviceMessage): Promise<void> => {
      if (message.kind === 'event' && refused < 2) {
        refused += 1
        throw new CodedError('storage_full', 'no room')
      }
      heard.push(message)
    }
    const rig = await brokerRig({ receive })
    const { unit, until } = await connected(rig)
    await unit.press('STANDARD')
    await until('the event', () => told(heard, 'event').length > 0)
    const [first, ...again] = unit.chip.heard('event')
    expect(again).toEqual([first, first])
    expect(refused).toBe(2)
  })

  test('with a wrong token it stays out, keeps its presses, and comes in once it is right', async () => {
    const heard: DeviceMessage[] = []
    const rig = await brokerRig({ receive: async message => void heard.push(message) })
    const { unit } = await connected(rig, { mqtt_password: 'wrong' })
    await unit.press('BASIC')
    await unit.chip.order('run 5000')
    expect(heard).toEqual([])
    await unit.chip.powerOff()
    await unit.set({ mqtt_password: secretOf('a') })
    await unit.start(`real ${rig.port()}`, 'wifi up')
    for (let turns = 0; told(heard, 'event').length === 0 && turns < 500; turns += 1) await unit.chip.order('run 20')
    expect(told(heard, 'event')).toMatchObject([{ seq: 1 }])
  })

  test('a command of the hub runs the relay and is answered', async () => {
    const heard: DeviceMessage[] = []
    const rig = await brokerRig({ receive: async message => void heard.push(message) })
    const { unit, until } = await connected(rig, { run_basic_s: 1 })
    await until(
      'the subscription',
      () => unit.chip.all('connect').length > 0 && rig.broker.isConnected('a') && told(heard, 'status').length > 0,
    )
    const deadline = new Date((unit.timeS + 10) * 1_000).toISOString()
    await rig.broker.publishCommand('a', { id: 'c-1', deadline, type: 'run', event_type: 'BASIC' })
    await until('the relay', () => unit.chip.isHigh(relayPin))
    await until('the end', () => told(heard, 'command_reply').length === 2)
    expect(told(heard, 'command_reply')).toMatchObject([
      { command_id: 'c-1', state: 'accepted' },
      { command_id: 'c-1', state: 'succeeded' },
    ])
  })

  test('its will is told when its power is cut', async () => {
    const heard: DeviceMessage[] = []
    const rig = await brokerRig({ receive: async message => void heard.push(message) })
    const { unit, until } = await connected(rig)
    await until('the status', () => told(heard, 'status').length > 0)
    await unit.chip.powerOff()
    await expect.poll(() => told(heard, 'status').at(-1), { timeout: 15_000 }).toMatchObject({ device_id: 'a', wifi_connected: false })
  })
})
