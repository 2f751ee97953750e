/** A card and code reader that prints one line per read. */
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

export type ReadKind = 'RFID' | 'QR'

export interface NewlineReader {
  port: PlayedPort
  /** Presents a card or a printed code. False when nobody has the reader's port open, so that the read is lost. */
  present(id: string, kind: ReadKind): boolean
  /** Reads heard by a controller since the start. */
  reads(): number
}

/** A reader on a port of its own: `CARD:<id>:<kind>` and a line feed. */
export function createReader({ name, makePort, changed }: { name: string; makePort: PortMaker; changed: () => void }): NewlineReader {
  const port = makePort(name, { opened: changed, data: () => undefined, closed: changed })
  let reads = 0
  return {
    port,
    present(id, kind) {
      if (!port.isOpen()) return false
      port.write(Buffer.from(`CARD:${id}:${kind}\n`, 'latin1'))
      reads += 1
      changed()
      return true
    },
    reads: () => reads,
  }
}
