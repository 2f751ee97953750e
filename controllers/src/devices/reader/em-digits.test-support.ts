/** What EM modules send of a card, for tests. */

/** The ten hex digits of a card of 40 bits and its two of checksum, built without the code under test. */
export function emDigits(number: number): string {
  const digits = number.toString(16).padStart(10, '0').toUpperCase()
  const pairs = digits.match(/../g) ?? []
  const sum = pairs.map(pair => Number.parseInt(pair, 16)).reduce((a, b) => a ^ b, 0)
  return digits + sum.toString(16).padStart(2, '0').toUpperCase()
}
