import { ManualClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { reopeningDelays } from '../../../../io/reopening.ts'
import type { ReaderEvent } from '../../port.ts'
import { pcscDelays } from './driver.ts'
import { lyingCardDelays } from './lying-card.ts'
import { acr, playedService } from './played-service.test-support.ts'

const { goneMs } = lyingCardDelays
const [one, two] = ['04A2B3C4D5E680', '9C11F07B'] as const

/** A driver started at a service with one reader, and ready. */
async function ready(options?: Parameters<typeof playedService>[1]) {
  const rig = await started([acr], options)
  rig.events.length = 0
  return rig
}

async function started(readers: readonly string[], options?: Parameters<typeof playedService>[1]) {
  const clock = new ManualClock()
  const service = playedService(clock, options)
  for (const name of readers) service.connect(name)
  const events: ReaderEvent[] = []
  service.reader.subscribe(event => events.push(event))
  service.reader.start()
  onTestFinished(() => service.reader.stop())
  await clock.advance(1_000)
  return { ...service, events, advance: (byMs: number) => clock.advance(byMs) }
}

const card = (cardId: string) => ({ kind: 'card', cardId, raw: `${cardId}9000` })
const removed = (cardId: string) => ({ kind: 'removed', cardId })
const garbage = (reason: string, bytes = 0) => ({ kind: 'garbage', bytes, reason })

test('a card is told, then that it was taken away, and a day on the reader changes nothing', async () => {
  const { events, lay, takeAway, tellState, advance } = await ready()
  lay(one)
  await advance(24 * 3_600_000)
  // Other programs that use the card make the service speak as well.
  tellState(acr)
  await advance(1_000)
  expect(events).toEqual([card(one)])
  takeAway()
  await advance(goneMs - 1)
  expect(events).toEqual([card(one)])
  await advance(1)
  expect(events).toEqual([card(one), removed(one)])
})

test('a card missed for one round at the edge of the field is still the same tap', async () => {
  const { events, lay, takeAway, advance } = await ready()
  lay(one)
  await advance(1_000)
  for (let i = 0; i < 20; i++) {
    takeAway()
    await advance(goneMs - 1)
    lay(one)
    await advance(i % 2 === 0 ? 10 : 1_000)
  }
  await advance(1_000)
  expect(events).toEqual([card(one)])
})

test('another card in its place: the first is gone, the second is there', async () => {
  const { events, lay, advance } = await ready()
  lay(one)
  await advance(100)
  lay(two)
  await advance(100)
  expect(events).toEqual([card(one), removed(one), card(two)])
})

test('a card that came while another was being asked is asked too', async () => {
  const { events, lay, advance, orders } = await ready()
  lay(one)
  await advance(5)
  lay(two)
  await advance(100)
  expect(events).toEqual([card(two)])
  expect(orders()).toBe(2)
})

test('a tap too short for an answer is told as such, once, and costs nothing', async () => {
  const { events, lay, takeAway, advance } = await ready()
  lay(one)
  takeAway()
  await advance(2_000)
  expect(events).toEqual([garbage('too short')])
  lay(one)
  await advance(100)
  expect(events).toEqual([garbage('too short'), card(one)])
})

test('a card that fails twice and then answers is one read without a word', async () => {
  const { events, layAnswering, advance, orders } = await ready()
  layAnswering(['6300', undefined, `${one}9000`])
  await advance(1_000)
  expect(events).toEqual([card(one)])
  expect(orders()).toBe(3)
})

test.each([
  [['6300'], garbage('failed', 2), 3],
  [[undefined], garbage('unanswered: RemovedCard'), 3],
  [['6A81'], garbage('unsupported', 2), 1],
  [['08A1B2C39000'], garbage('random', 6), 1],
  [['9000'], garbage('length', 2), 1],
])('a card that answers %j is none, asked no more than needed', async (answers, told, times) => {
  const { events, layAnswering, lay, takeAway, advance, orders } = await ready()
  layAnswering(answers)
  await advance(5_000)
  expect(events).toEqual([told])
  expect(orders()).toBe(times)
  takeAway()
  await advance(1_000)
  lay(one)
  await advance(100)
  expect(events).toEqual([told, card(one)])
})

test('something that does not answer at all is told once, and ends the card before it', async () => {
  const { events, lay, layMute, takeAway, advance } = await ready()
  lay(one)
  await advance(100)
  layMute()
  await advance(1_000)
  takeAway()
  await advance(1_000)
  expect(events).toEqual([card(one), garbage('silent'), removed(one)])
})

test('a card that only refuses in the place of one that was read ends that one', async () => {
  const { events, lay, layAnswering, advance } = await ready()
  lay(one)
  await advance(100)
  layAnswering(['6A81'])
  await advance(100)
  expect(events).toEqual([card(one), garbage('unsupported', 2), removed(one)])
})

test('stopped and started again, a card that lies there is told anew', async () => {
  const { reader, events, lay, advance } = await ready()
  lay(one)
  await advance(100)
  await reader.stop()
  reader.start()
  await advance(1_000)
  expect(events.filter(event => event.kind !== 'status')).toEqual([card(one), card(one)])
})

test('unplugged with a card on it, and back with the same card still there: one tap', async () => {
  const { events, connect, disconnect, lay, advance } = await ready()
  lay(one)
  await advance(100)
  disconnect(acr)
  await advance(60_000)
  connect(acr)
  lay(one)
  await advance(1_000)
  expect(events).toEqual([
    card(one),
    { kind: 'status', status: { state: 'disconnected', reason: `"${acr}" was unplugged` } },
    { kind: 'status', status: { state: 'disconnected', reason: 'no reader is connected' } },
    { kind: 'status', status: { state: 'ready', model: acr, serial: null } },
  ])
})

test('back without the card it is gone, and its next tap is a tap', async () => {
  const { events, connect, disconnect, lay, advance } = await ready()
  lay(one)
  await advance(100)
  disconnect(acr)
  await advance(1_000)
  connect(acr)
  await advance(1_000)
  lay(one)
  await advance(1_000)
  expect(events.filter(event => event.kind !== 'status')).toEqual([card(one), removed(one), card(one)])
})

test('the service restarts under a card that lies there: ready again, one tap', async () => {
  const { events, port, lay, advance } = await ready()
  lay(one)
  await advance(100)
  for (let i = 0; i < 5; i++) {
    port.hangUp('the PC/SC service went away')
    await advance(20_000)
  }
  expect(events.filter(event => event.kind !== 'status')).toEqual([card(one)])
  expect(events.at(-1)).toEqual({ kind: 'status', status: { state: 'ready', model: acr, serial: null } })
})

test('a failure is told in words that help, and stays while it lasts', async () => {
  const { events, port, say, hang, advance } = await ready()
  hang(true)
  say({ kind: 'failed', code: 'NoLibrary', message: 'dlopen' })
  port.hangUp('ended with code 0')
  await advance(100)
  expect(events).toEqual([
    { kind: 'status', status: { state: 'disconnected', reason: 'libpcsclite is missing: install pcscd and start it' } },
  ])
})

test('a service that says nothing is given up, said, and tried again', async () => {
  const { reader, port, hang, advance } = await ready()
  hang(true)
  port.hangUp()
  await advance(reopeningDelays.minMs)
  await advance(pcscDelays.answerMs)
  expect(reader.status()).toEqual({ state: 'disconnected', reason: 'the PC/SC service does not answer' })
  hang(false)
  await advance(20_000)
  expect(reader.status().state).toBe('ready')
})

test('a reader that never answers is given up and tried again', async () => {
  const { reader, events, port, hang, lay, advance } = await ready()
  const before = port.opens
  hang(true)
  lay(one)
  await advance(pcscDelays.answerMs)
  expect(reader.status()).toEqual({ state: 'disconnected', reason: `"${acr}" does not answer` })
  hang(false)
  await advance(20_000)
  expect(port.opens).toBeGreaterThan(before)
  expect(events.filter(event => event.kind === 'card')).toEqual([card(one)])
})

test('without a reader it says so, and takes the first that comes', async () => {
  const { reader, connect, advance } = await started([])
  expect(reader.status()).toEqual({ state: 'disconnected', reason: 'no reader is connected' })
  connect(acr)
  await advance(1_000)
  expect(reader.status()).toEqual({ state: 'ready', model: acr, serial: null })
})

test('of two readers without a name it takes none, and the other when one goes', async () => {
  const { reader, disconnect, lay, events, advance } = await started([acr, 'HID OMNIKEY 5022 CL 01 00'])
  expect(reader.status()).toMatchObject({ state: 'fault', reason: expect.stringContaining('more than one reader') })
  lay(one, 'HID OMNIKEY 5022 CL 01 00')
  disconnect(acr)
  await advance(1_000)
  expect(reader.status()).toMatchObject({ state: 'ready', model: 'HID OMNIKEY 5022 CL 01 00' })
  expect(events).toContainEqual(card(one))
})

test('after a restart only the readers that are there then count', async () => {
  const { reader, port, connect, disconnect, advance } = await ready()
  port.unplug()
  disconnect(acr)
  connect('HID OMNIKEY 5022 CL 01 00')
  port.plug()
  await advance(20_000)
  expect(reader.status()).toMatchObject({ state: 'ready', model: 'HID OMNIKEY 5022 CL 01 00' })
})

test('cards on a reader that is not ours are never asked', async () => {
  const { events, lay, advance, orders } = await started([acr, 'HID OMNIKEY 5022 CL 01 00'], { wanted: 'omnikey' })
  lay(one, acr)
  await advance(1_000)
  expect(orders()).toBe(0)
  lay(two, 'HID OMNIKEY 5022 CL 01 00')
  await advance(1_000)
  expect(events.filter(event => event.kind === 'card')).toEqual([card(two)])
})

test('a second reader plugged in later takes nothing away from the one in use', async () => {
  const { reader, events, connect, lay, advance } = await ready()
  connect('HID OMNIKEY 5022 CL 01 00')
  lay(one)
  await advance(1_000)
  expect(reader.status()).toMatchObject({ state: 'ready', model: acr })
  expect(events).toEqual([card(one)])
})

test('lines that are none are passed over', async () => {
  const { events, port, lay, advance } = await ready()
  port.send(`hello\n{"kind":"reader"}\n${'x'.repeat(10_000)}\n`)
  port.send('{"kind":"answer","hex":"9c11f07b9000"}\n{"kind":"unanswered","code":"x"}\n')
  lay(one)
  await advance(100)
  expect(events).toEqual([card(one)])
})
