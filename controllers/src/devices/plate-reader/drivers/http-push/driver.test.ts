import { isoNow } from '@palang/kit'
import { afterEach, expect, test } from 'vitest'
import type { PlateReaderEvent } from '../../port.ts'
import { pushRig, pushSecret } from './push-rig.test-support.ts'

const ends: (() => Promise<void>)[] = []
afterEach(() => Promise.all(ends.splice(0).map(end => end())))

async function rig() {
  const parts = pushRig()
  const seen: PlateReaderEvent[] = []
  parts.reader.subscribe(event => {
    if (event.kind === 'plate') seen.push(event)
  })
  parts.reader.start()
  ends.push(() => parts.reader.stop())
  await parts.ready()
  return { ...parts, seen }
}

test.each([
  ['no JSON', '{"plate":', 422],
  ['no object', '"B 1234 XYZ"', 422],
  ['no plate', { confidence: 0.9 }, 422],
  ['a word for none', { plate: 'unknown', confidence: 0.9 }, 422],
  ['signs no plate has', { plate: 'B<1234>', confidence: 0.9 }, 422],
  ['an endless plate', { plate: 'B1'.repeat(40), confidence: 0.9 }, 422],
  ['no confidence', { plate: 'B 1234 XYZ' }, 422],
  ['per cent', { plate: 'B 1234 XYZ', confidence: 97 }, 422],
  ['less than none', { plate: 'B 1234 XYZ', confidence: -0.1 }, 422],
  ['text for a number', { plate: 'B 1234 XYZ', confidence: '0.9' }, 422],
  ['a read of long ago', { plate: 'B 1234 XYZ', confidence: 0.9, at: '2001-01-01T00:00:00Z' }, 422],
  ['a picture of a megabyte', { plate: 'B 1234 XYZ', confidence: 0.9, image: 'x'.repeat(1 << 20) }, 413],
])('%s is refused, counted and never told', async (_, body, status) => {
  const { push, reader, seen } = await rig()
  expect(await push(body)).toBe(status)
  expect([seen, reader.refused()]).toEqual([[], 1])
})

test.each([
  ['none', {}],
  ['another', { authorization: 'Bearer secret-of-the-camera-2' }],
  ['an empty one', { 'x-plate-secret': '' }],
  ['one that is longer', { 'x-plate-secret': `${pushSecret}1` }],
])('with %s for a secret nothing is believed', async (_, headers) => {
  const { push, reader, seen } = await rig()
  expect(await push({ plate: 'B 1234 XYZ', confidence: 0.97 }, headers)).toBe(401)
  expect([seen, reader.refused()]).toEqual([[], 1])
})

test('either header shows the secret; what a camera tells besides is left alone', async () => {
  const { push, clock, seen } = await rig()
  const read = { plate: 'B 1234 XYZ', confidence: 1, at: isoNow(clock), colour: 'black' }
  expect(await push(read, { 'x-plate-secret': pushSecret })).toBe(204)
  expect(seen).toEqual([{ kind: 'plate', plate: 'B1234XYZ', confidence: 1 }])
})

test('the time of a read may be told in the zone of the camera', async () => {
  const { push, seen } = await rig()
  expect(await push({ plate: 'B 1234 XYZ', confidence: 1, at: '2026-01-20T17:30:00+07:00' })).toBe(204)
  expect(seen).toHaveLength(1)
})

test('a port somebody else has is tried again', async () => {
  const { reader } = await rig()
  const port = reader.address()?.port ?? 0
  const other = pushRig({ port })
  other.reader.start()
  ends.push(() => other.reader.stop())
  await other.heard('disconnected')
  await reader.stop()
  await other.clock.advance(5_000)
  await other.heard('ready')
  expect(await other.push({ plate: 'B 1234 XYZ', confidence: 0 })).toBe(204)
})

test('without a secret nothing is listened to, and the status says why', () => {
  const { reader } = pushRig({ secret: undefined })
  reader.start()
  expect([reader.address(), reader.status()]).toMatchObject([null, { state: 'fault' }])
})
