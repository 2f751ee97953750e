/** What a converter from Wiegand 26 writes in hex (docs/protocols/wiegand-hex.md): six digits and a line end. */
import { emCardId } from '../../em-card.ts'
import { takeLine } from '../../frames.ts'

export const takeWiegandHex = takeLine(text =>
  /^[0-9A-Fa-f]{6}$/.test(text)
    ? { kind: 'card', cardId: emCardId(Number.parseInt(text, 16)), raw: text }
    : { kind: 'fault', reason: 'format' },
)
