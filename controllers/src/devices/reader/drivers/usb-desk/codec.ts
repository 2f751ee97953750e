/** What a desk reader sends (docs/protocols/usb-desk.md): STX, length, type of card, five bytes, BCC, ETX. */
import { emCardId, xorOf } from '../../em-card.ts'
import { takeFixed } from '../../frames.ts'
import type { Read } from '../../read.ts'

/** Start, the length of the whole frame, and the type EM4100. */
const head = [0x02, 0x0a, 0x02]

export const takeUsbDesk = takeFixed({ head, length: 10, tail: [0x03], decode: decodeFrame })

function decodeFrame(frame: Uint8Array): Read {
  // The BCC is the XOR of all between start and end, so that with it nothing is left.
  if (xorOf(frame.subarray(1, 9)) !== 0) return { kind: 'fault', reason: 'checksum' }
  const number = Buffer.from(frame).readUIntBE(head.length, 5)
  return { kind: 'card', cardId: emCardId(number), raw: Buffer.from(frame).toString('hex').toUpperCase() }
}
