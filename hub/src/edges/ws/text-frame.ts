/** Frames as text. */
import type { RawData } from 'ws'

/** The text of one frame, whatever form ws hands it over in. */
export function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8')
}
