import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { FakePort } from '../../../../io/fake-stream.ts'
import { encodeSignLine } from './codec.ts'
import { AsciiLineSign, signDelays } from './driver.ts'

function rig(ack?: string) {
  const [port, clock] = [new FakePort(), new ManualClock()]
  const form = { prefix: '#', terminator: '\r\n', repeatMs: 10_000, ack }
  return { port, clock, sign: new AsciiLineSign({ streams: port.streams, clock, log: silentLog(), random: () => 0.5, ...form }) }
}

test('a line stands between prefix and terminator, and what is no ASCII does no harm to the sign', () => {
  const line = Buffer.from(encodeSignLine('MOBIL é\u0007 3', { prefix: '\u0002', terminator: '\u0003' })).toString('latin1')
  expect(line).toBe('\u0002MOBIL ?? 3\u0003')
})

test('the line is repeated, for a sign that was off for a moment', async () => {
  const { port, clock, sign } = rig()
  sign.start()
  await clock.advance(1_000)
  await sign.show('MOBIL 3')
  await clock.advance(20_000)
  expect(port.written).toBe('#MOBIL 3\r\n'.repeat(3))
  await sign.stop()
  await clock.advance(60_000)
  expect(port.written).toBe('#MOBIL 3\r\n'.repeat(3))
})

test('a sign that confirms is believed only then, and one that stops confirming is at fault', async () => {
  const { port, clock, sign } = rig('OK')
  sign.start()
  await clock.advance(1_000)
  const shown = sign.show('MOBIL 3')
  await clock.advance(100)
  port.send('..O')
  port.send('K')
  await clock.advance(100)
  expect(await shown).toEqual({ ok: true })
  const unheard = sign.show('MOBIL 2')
  await clock.advance(signDelays.ackMs)
  expect(await unheard).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe' })
  expect(sign.status()).toMatchObject({ state: 'fault' })
  await sign.stop()
})

test('a line the port did not take is not shown, also where the sign never says so', async () => {
  const { port, clock, sign } = rig()
  sign.start()
  await clock.advance(1_000)
  port.congest(true)
  expect(await sign.show('MOBIL 3')).toMatchObject({ ok: false, code: 'device_unavailable' })
  await sign.stop()
})
