import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { FakePort } from '../../../../io/fake-stream.ts'
import { frameContract } from '../../frame.contract.ts'
import { silenceMs } from '../../silence.ts'
import { usbDeskReader } from './driver.ts'

/** The frame of a card, built without the code under test. */
function frame(number: number): Uint8Array {
  const checked = [0x0a, 0x02, ...Buffer.from(number.toString(16).padStart(10, '0'), 'hex')]
  return Uint8Array.of(
    0x02,
    ...checked,
    checked.reduce((a, b) => a ^ b, 0),
    0x03,
  )
}

frameContract('usb-desk', {
  make: usbDeskReader,
  frame,
  known: [
    ['020a023c00ce754cc303', '0013530444', '020A023C00CE754CC303'],
    ['020a022e00b6d7b5f203', '0011982773', '020A022E00B6D7B5F203'],
    // A card number that looks like the start and the end of frames.
    ['020a02020a0203030203', '0000131843', '020A02020A0203030203'],
  ],
  wrong: [
    ['\x02\x0a\x02\x2e\x00\xb6\xd7\xb5\xf3\x03', 'checksum'],
    ['\x02\x0a\x02\x2e\x00\xb6\xd7\xb5\xf2\x04', 'format'],
    ['\x02\x0a\x01\x2e\x00\xb6\xd7\xb5\xf1\x03', 'format'],
    ['\x02\x09\x01\x52\x9d\x06\xe3\x22\x03', 'unfinished'],
    ['2E00B6D7B5', 'noise'],
  ],
  wholeAfter: 10,
  hasChecksum: true,
  findsItsStart: true,
})

test('a frame is found inside what looked like one and was none', async () => {
  const clock = new ManualClock()
  const port = new FakePort()
  const reader = usbDeskReader({ streams: port.streams, clock, log: silentLog() })
  reader.start()
  await clock.advance(10)
  const events: unknown[] = []
  reader.subscribe(event => events.push(event))
  const found = frame(0x3c_00_ce_03_4c)
  port.send(Uint8Array.of(...found.subarray(0, 3), ...found))
  await clock.advance(silenceMs)
  expect(events).toEqual([
    { kind: 'garbage', bytes: 3, reason: 'checksum' },
    { kind: 'card', cardId: '0013501260', raw: '020A023C00CE034CB503' },
  ])
  await reader.stop()
})
