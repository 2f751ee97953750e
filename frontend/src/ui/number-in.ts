/** The number a person wrote, with a comma or a point, when it lies between `least` and `most`; undefined otherwise. */
export function numberIn(text: string, least: number, most: number): number | undefined {
  const plain = text.trim().replace(',', '.')
  if (!/^-?\d{1,9}(\.\d{1,4})?$/.test(plain)) return undefined
  const value = Number(plain)
  return value >= least && value <= most ? value : undefined
}
