/** What a converter from Wiegand writes in decimal (docs/protocols/wiegand-decimal.md): ten digits and a line end. */
import { emCardId } from '../../em-card.ts'
import { takeLine } from '../../frames.ts'

/** Wiegand 34 carries 32 bits, Wiegand 26 only 24. */
const largestNumber = 0xff_ff_ff_ff

export const takeWiegandDecimal = takeLine(text =>
  /^\d{10}$/.test(text) && Number(text) <= largestNumber
    ? { kind: 'card', cardId: emCardId(Number(text)), raw: text }
    : { kind: 'fault', reason: 'format' },
)
