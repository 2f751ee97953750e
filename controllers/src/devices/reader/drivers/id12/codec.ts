/** What an ID-12 or ID-20 sends (docs/protocols/id12.md): STX, ten hex digits, two of checksum, CR, LF, ETX. */
import { decodeEmDigits } from '../../em-card.ts'
import { takeFixed } from '../../frames.ts'

export const takeId12 = takeFixed({
  head: [0x02],
  length: 16,
  tail: [0x0d, 0x0a, 0x03],
  decode: frame => decodeEmDigits(Buffer.from(frame.subarray(1, 13)).toString('latin1')),
})
