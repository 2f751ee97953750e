/** How large the dots of a QR code may be so that it fits the paper with its quiet zone. */

/** Bytes a code of version 1, 2, … holds at error correction M (ISO/IEC 18004, table of capacities). */
const capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213] as const

/** Light modules wanted on each side of the code. */
const quietModules = 4

/** 8 dots to the millimetre: 30 mm is easily read by the scanner of a gate, and leaves short tickets short. */
const widestDots = 240
const largestModuleDots = 8
/** 0.375 mm; smaller ones are not read reliably from thermal paper. */
const smallestModuleDots = 3

/** Modules along one side of the code of `payload`. Throws `RangeError` beyond 213 bytes. */
function qrModules(payload: string): number {
  const bytes = Buffer.byteLength(payload, 'latin1')
  const index = capacities.findIndex(capacity => bytes <= capacity)
  if (index < 0) throw new RangeError(`a QR code of ${bytes} bytes does not fit the paper`)
  return 21 + 4 * index
}

/** Dots of one module, 3 to 8. `payload` must be printable ASCII, else `RangeError`, as for one that is too long. */
export function qrModuleDots(payload: string, columns: 32 | 48): number {
  if (!/^[\x20-\x7e]+$/.test(payload)) throw new RangeError('a QR code is made of printable ASCII only')
  const modules = qrModules(payload)
  const paperDots = columns * 12
  const fitting = Math.min(Math.floor(paperDots / (modules + 2 * quietModules)), Math.floor(widestDots / modules), largestModuleDots)
  return Math.max(fitting, smallestModuleDots)
}
