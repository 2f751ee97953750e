import { usualIctBytes } from '@palang/config'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { FakePort } from '../../../../io/fake-stream.ts'
import { counts, delays } from './delays.ts'
import { IctCash } from './driver.ts'
import { ictRig, quick, startedIct, wordsOf } from './rig.test-support.ts'

/** Two questions answered. */
const knownMs = 2 * delays.answerMs + 10

/** The driver on a bare port, for devices that are no acceptor. */
function onPort(answer: (bytes: Uint8Array, port: FakePort) => void = () => undefined) {
  const clock = new ManualClock()
  const port = new FakePort()
  port.onWritten(bytes => answer(bytes, port))
  const cash = new IctCash({
    streams: port.streams,
    clock,
    log: silentLog(),
    bytes: usualIctBytes,
    channels: [1_000, 5_000],
    random: () => 0.5,
  })
  const told: string[] = []
  cash.subscribe(event => told.push(wordsOf(event)))
  cash.start()
  const wrote = (byte: number) => Buffer.from(port.written, 'latin1').includes(byte)
  return { clock, port, cash, told, wrote, advance: (byMs: number) => clock.advance(byMs) }
}

test.each<[string, (bytes: Uint8Array, port: FakePort) => void]>([
  ['silent', () => undefined],
  ['a mirror of what is sent', (bytes, port) => port.send(bytes)],
  ['a device that talks text', (_bytes, port) => port.send('^ OK ^\r\n')],
  ['an acceptor that does not close its slot', (bytes, port) => bytes[0] === 0x0c && port.send('\x3e')],
])('a port that is %s is never ready and gets no word that could take a note', async (_name, answer) => {
  const { cash, wrote, told, advance } = onPort(answer)
  for (let second = 0; second < 60; second += 1) await advance(1_000)
  expect(told.some(line => line === 'ready' || line.startsWith('fault'))).toBe(false)
  expect(await cash.enable()).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  expect(wrote(usualIctBytes.accept)).toBe(false)
  expect(wrote(usualIctBytes.enable)).toBe(false)
  await cash.stop()
})

test('an acceptor found in the middle of its work is asked before anything else, and its slot is closed', async () => {
  const rig = ictRig({ delays: quick })
  const cash = rig.make()
  cash.start()
  await rig.advance(knownMs)
  expect(cash.status()).toEqual({ state: 'ready', model: 'ICT', serial: null })
  expect(Buffer.from(rig.port.written, 'latin1').subarray(0, 2)).toEqual(Buffer.from([0x5e, 0x0c]))
  expect(rig.acceptor.isEnabled()).toBe(false)
  await cash.stop()
})

test('an acceptor that does not answer is reset, and greeted within 2 s of its power-up', async () => {
  const rig = ictRig({ delays: quick })
  const cash = rig.make()
  rig.port.onWritten(bytes => bytes[0] === usualIctBytes.reset && rig.acceptor.power(true))
  rig.acceptor.power(false)
  cash.start()
  await rig.advance(counts.strangers * delays.answerMs)
  expect(cash.status().state).toBe('connecting')
  await rig.advance(quick.bootMs + knownMs)
  expect(cash.status().state).toBe('ready')
  expect(Buffer.from(rig.port.written, 'latin1').includes(0x02)).toBe(true)
  await cash.stop()
})

test('the slot stays open over a power cut of the acceptor and over a lost line, and closed when it was closed meanwhile', async () => {
  const { cash, acceptor, port, advance } = await startedIct()
  expect(acceptor.isEnabled()).toBe(true)
  acceptor.power(false)
  acceptor.power(true)
  await advance(3_000)
  expect(acceptor.isEnabled()).toBe(true)
  port.unplug()
  await advance(100)
  port.plug()
  await advance(12_000)
  expect(acceptor.isEnabled()).toBe(true)
  port.unplug()
  await advance(100)
  expect(await cash.disable()).toMatchObject({ ok: false, moved: 'no' })
  port.plug()
  await advance(12_000)
  expect(acceptor.isEnabled()).toBe(false)
  await cash.stop()
})

test('after a power cut the acceptor is greeted and its slot opened again at once', async () => {
  const { cash, acceptor, advance } = await startedIct()
  acceptor.power(false)
  acceptor.power(true)
  await advance(quick.bootMs - 1)
  expect(acceptor.isEnabled()).toBe(false)
  await advance(2)
  expect(acceptor.isEnabled()).toBe(true)
  await cash.stop()
})

test('a slot that closed by itself is opened again', async () => {
  const { cash, acceptor, advance } = await startedIct()
  acceptor.forgetOrders()
  expect(acceptor.isEnabled()).toBe(false)
  await advance(delays.pollMs + 10)
  expect(acceptor.isEnabled()).toBe(true)
  await cash.stop()
})

test('an acceptor that goes on contradicting its orders is reset once, and then told to be out of order', async () => {
  const { cash, told, port, advance } = onPort((bytes, line) => bytes[0] === 0x0c && line.send('\x5e'))
  await advance(knownMs)
  expect(cash.status().state).toBe('ready')
  await cash.enable()
  await advance(delays.pollMs * 10)
  expect(cash.status()).toEqual({ state: 'fault', reason: 'does_not_obey' })
  expect([...port.written].filter(byte => byte === '\x30')).toHaveLength(1)
  expect(await cash.enable()).toMatchObject({ ok: false, moved: 'no' })
  await cash.disable()
  await advance(delays.pollMs * 2)
  expect(cash.status().state).toBe('ready')
  expect(told.filter(line => line.startsWith('unproven'))).toEqual([])
  await cash.stop()
})

test.each(['jam', 'fill', 'open'] as const)(
  'after %s the acceptor is out of order with its reason, and ready again by itself',
  async fault => {
    const { cash, told, acceptor, advance } = await startedIct()
    acceptor[fault](true)
    await advance(10)
    acceptor[fault](false)
    await advance(delays.pollMs)
    const reason = { jam: 'jam', fill: 'stacker_full_or_stuck', open: 'stacker_open' }[fault]
    expect(told).toEqual([`fault ${reason}`, 'ready'])
    expect(acceptor.isEnabled()).toBe(true)
    await cash.stop()
  },
)

test('a fault that stood before the controller came is told, and its end is found by asking', async () => {
  const rig = ictRig({ delays: quick })
  rig.acceptor.open(true)
  const cash = rig.make()
  cash.start()
  await rig.advance(knownMs)
  expect(cash.status()).toEqual({ state: 'fault', reason: 'stacker_open' })
  expect(await cash.enable()).toMatchObject({ ok: false, code: 'device_unavailable' })
  rig.acceptor.open(false)
  await rig.advance(delays.pollMs)
  expect(cash.status().state).toBe('ready')
  await cash.stop()
})

test('a note that is not recognised, and one on a string, are told and are no money', async () => {
  const { cash, told, acceptor, advance } = await startedIct()
  acceptor.rejectNext()
  const inserted = acceptor.insert(5_000)
  await advance(100)
  acceptor.cheat()
  expect(await inserted).toBe('returned')
  expect(told).toEqual(['refused null note_rejected', 'refused null fishing'])
  expect(cash.status().state).toBe('ready')
  await cash.stop()
})

test.each([
  ['a channel worth nothing', 4, 'refused null unknown_channel_5'],
  ['a channel the site file does not know', 9, 'refused null unknown_channel_10'],
])('a note of %s goes back and is told', async (_name, channel, line) => {
  const { cash, told, acceptor, advance } = await startedIct()
  const inserted = acceptor.insertChannel(channel)
  await advance(1_000)
  expect(await inserted).toBe('returned')
  expect(told).toEqual([line])
  expect(await cash.accept()).toMatchObject({ ok: false, moved: 'no' })
  await cash.stop()
})

test('a note drawn in just as the slot was closed goes back', async () => {
  const { cash, told, acceptor, advance } = await startedIct()
  const inserted = acceptor.insert(5_000)
  await cash.disable()
  await advance(1_000)
  expect(await inserted).toBe('returned')
  expect(told).toEqual(['refused 5000 not_enabled'])
  await cash.stop()
})

test('a note nobody decides upon is refused before the acceptor gives up, and a yes that comes late takes nothing', async () => {
  const { cash, told, acceptor, advance } = await startedIct()
  const inserted = acceptor.insert(5_000)
  await advance(quick.drawMs + delays.decideMs)
  const late = cash.accept()
  await advance(1_000)
  expect(await inserted).toBe('returned')
  expect(await late).toMatchObject({ ok: false, moved: 'no' })
  expect(told).toEqual(['escrow 5000', 'returned 5000'])
  expect(acceptor.box).toEqual([])
  await cash.stop()
})

test('a yes that never left is no reason to call the note unclear', async () => {
  const { cash, told, port, acceptor, advance } = await startedIct()
  void acceptor.insert(5_000)
  await advance(20)
  port.congest(true)
  const accepting = cash.accept()
  await advance(10)
  port.unplug()
  expect(await accepting).toMatchObject({ ok: false, moved: 'no' })
  expect(told.slice(0, 2)).toEqual(['escrow 5000', 'returned 5000'])
  await cash.stop()
})

test('a yes held up behind other bytes leaves no more once its moment is over', async () => {
  let release: (() => void) | undefined
  let holds = false
  const through =
    (streams: StreamFactory): StreamFactory =>
    () => {
      const stream = streams()
      const write = stream.write.bind(stream)
      stream.write = async bytes => {
        if (holds) await new Promise<void>(resolve => (release = resolve))
        return write(bytes)
      }
      return stream
    }
  const { cash, told, acceptor, advance } = await startedIct({ through })
  holds = true
  const disabling = cash.disable()
  const enabling = cash.enable()
  const inserted = acceptor.insert(5_000)
  await advance(20)
  const accepting = cash.accept()
  await advance(delays.repeatMs)
  holds = false
  release?.()
  await advance(1_000)
  expect([await disabling, await enabling]).toEqual([{ ok: true }, { ok: true }])
  expect(await inserted).toBe('returned')
  expect(await accepting).toMatchObject({ ok: false, moved: 'no' })
  expect(told).toEqual(['escrow 5000', 'returned 5000'])
  await cash.stop()
})

test('a yes that could not leave in time is not sent later', async () => {
  const { cash, told, port, acceptor, advance } = await startedIct()
  const inserted = acceptor.insert(5_000)
  await advance(20)
  port.congest(true)
  const accepting = cash.accept()
  await advance(10)
  port.congest(false)
  await advance(20_000)
  expect(await inserted).toBe('returned')
  expect(await accepting).toMatchObject({ ok: false, moved: 'no' })
  expect(told).toEqual(['escrow 5000', 'returned 5000'])
  await cash.stop()
})

test('unplugged between our yes and the box: what became of the note is told as unknown, with how much it was', async () => {
  const { cash, told, port, acceptor, advance } = await startedIct()
  void acceptor.insert(5_000)
  await advance(20)
  const accepting = cash.accept()
  port.unplug()
  await advance(20)
  expect(await accepting).toMatchObject({ ok: false, moved: 'maybe' })
  expect(told.filter(line => !line.startsWith('disconnected'))).toEqual(['escrow 5000', 'unproven 5000 line_lost'])
  await cash.stop()
})

test.each(['returned', 'stacked'] as const)('the acceptor loses its power with an accepted note, which is then %s: unknown', async fate => {
  const { cash, told, acceptor, advance } = await startedIct()
  void acceptor.insert(5_000)
  await advance(20)
  const accepting = cash.accept()
  await advance(1)
  acceptor.power(false)
  acceptor.power(true, fate)
  await advance(3_000)
  expect(await accepting).toMatchObject({ ok: false, moved: 'maybe' })
  expect(told).toEqual(['escrow 5000', 'unproven 5000 power_lost'])
  expect(acceptor.box).toEqual(fate === 'stacked' ? [5_000] : [])
  expect(acceptor.isEnabled()).toBe(true)
  await cash.stop()
})

test('a note that jams on its way into the box is told as unknown, and what comes out of it later is no money', async () => {
  const { cash, told, acceptor, advance } = await startedIct()
  const inserted = acceptor.insert(5_000)
  await advance(20)
  const accepting = cash.accept()
  await advance(1)
  acceptor.jam(true)
  await advance(delays.stackMs)
  expect(await accepting).toMatchObject({ ok: false, moved: 'maybe' })
  acceptor.jam(false)
  await advance(delays.pollMs)
  expect(await inserted).toBe('returned')
  expect(told).toEqual(['escrow 5000', 'fault jam', 'unproven 5000 jam', 'ready'])
  await cash.stop()
})

test('a full stacker gives an accepted note back', async () => {
  const { cash, told, acceptor, advance } = await startedIct()
  const inserted = acceptor.insert(5_000)
  await advance(20)
  acceptor.fill(true)
  await advance(1_000)
  expect(await inserted).toBe('returned')
  expect(told).toEqual(['escrow 5000', 'fault stacker_full_or_stuck', 'returned 5000'])
  await cash.stop()
})

test('noise on the line ends the connection, and an acceptor heard again is taken up again', async () => {
  const { cash, told, port, advance } = await startedIct()
  port.send(new Uint8Array(40).fill(0xff))
  await advance(1)
  expect(cash.status().state).toBe('disconnected')
  await advance(12_000)
  expect(told.at(-1)).toBe('ready')
  await cash.stop()
})

test('an acceptor that falls silent is not ready any more', async () => {
  const { cash, told, acceptor, advance } = await startedIct()
  acceptor.power(false)
  await advance(delays.pollMs * (counts.misses + 1))
  expect(told[0]).toBe('disconnected no ICT acceptor answers')
  expect(await cash.accept()).toMatchObject({ ok: false, moved: 'no' })
  await cash.stop()
})

test('an acceptor that missed our greeting hears it again', async () => {
  const { cash, port, advance } = await startedIct()
  const before = port.written.length
  port.send('\x26')
  await advance(10)
  expect(Buffer.from(port.written.slice(before), 'latin1').subarray(0, 2)).toEqual(Buffer.from([0x02, 0x3e]))
  await cash.stop()
})

test('stopped with a note in escrow, the note is refused and the slot closed', async () => {
  const { cash, acceptor, advance } = await startedIct()
  const inserted = acceptor.insert(5_000)
  await advance(20)
  const stopping = cash.stop()
  await advance(100)
  await stopping
  expect(await inserted).toBe('returned')
  expect(acceptor.isEnabled()).toBe(false)
})
