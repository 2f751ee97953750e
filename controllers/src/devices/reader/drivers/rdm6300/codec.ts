/** What an RDM6300 sends (docs/protocols/rdm6300.md): STX, ten hex digits, two of checksum, ETX. */
import { decodeEmDigits } from '../../em-card.ts'
import { takeFixed } from '../../frames.ts'

export const takeRdm6300 = takeFixed({
  head: [0x02],
  length: 14,
  tail: [0x03],
  decode: frame => decodeEmDigits(Buffer.from(frame.subarray(1, 13)).toString('latin1')),
})
