/** What a Wiegand reader passes on of a card, as boards write it: eight hexadecimal digits. */

/**
 * Ten decimal digits are the number printed on the card, six or eight hexadecimal ones are passed on as they are; of any other
 * name, a number of 24 bits that is always the same.
 */
export function wiegandDigits(cardId: string): string {
  if (/^([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$/.test(cardId)) return cardId.toUpperCase()
  const number = /^\d{10}$/.test(cardId) ? Number(cardId) : numberOf(cardId)
  return number.toString(16).toUpperCase().padStart(8, '0')
}

/** FNV-1a, its upper byte left out. */
function numberOf(name: string): number {
  let hash = 0x81_1c_9d_c5
  for (const byte of Buffer.from(name, 'latin1')) hash = Math.imul(hash ^ byte, 0x01_00_01_93)
  return hash & 0xff_ff_ff
}
