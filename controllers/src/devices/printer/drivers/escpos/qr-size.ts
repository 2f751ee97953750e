/** How large the dots of a QR code may be so that it fits the paper with its quiet zone. */

/** Bytes a code of version 1, 2, … holds at error correction M (ISO/IEC 18004, table of capacities). */
const capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213] as const

/**
 * 8 dots to the millimetre: 30 mm is easily read by the scanner of a gate, and leaves short tickets short. With four light
 * modules on each side it fits the narrowest paper, 384 dots.
 */
const widestDots = 240
const largestModuleDots = 8

/** Modules along one side of the code of `payload`. Throws `RangeError` beyond 213 bytes. */
function qrModules(payload: string): number {
  const bytes = Buffer.byteLength(payload, 'latin1')
  const index = capacities.findIndex(capacity => bytes <= capacity)
  if (index < 0) throw new RangeError(`a QR code of ${bytes} bytes does not fit the paper`)
  return 21 + 4 * index
}

/**
 * Dots of one module, 4 to 8: from 3 they are read reliably from thermal paper. `payload` must be printable ASCII, else
 * `RangeError`, as for one that is too long.
 */
export function qrModuleDots(payload: string): number {
  if (!/^[\x20-\x7e]+$/.test(payload)) throw new RangeError('a QR code is made of printable ASCII only')
  return Math.min(Math.floor(widestDots / qrModules(payload)), largestModuleDots)
}
