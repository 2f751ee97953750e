/** Cutting the byte stream of a WebSocket client (RFC 6455, section 5.2) into its frames, each left as it is. */

export interface Piece {
  bytes: Buffer
  /** A whole, unfragmented text message. */
  isMessage: boolean
}

const textFrame = 0x81
const headEnd = Buffer.from('\r\n\r\n')

/** Takes the stream from its first byte, the HTTP upgrade request; gives what is complete. */
export function frameSplitter(): (bytes: Buffer) => Piece[] {
  let waiting = Buffer.alloc(0)
  let upgraded = false
  return bytes => {
    waiting = Buffer.concat([waiting, bytes])
    const pieces: Piece[] = []
    for (;;) {
      const length = upgraded ? frameLength(waiting) : requestLength(waiting)
      if (length === undefined || waiting.length < length) return pieces
      pieces.push({ bytes: waiting.subarray(0, length), isMessage: upgraded && waiting[0] === textFrame })
      waiting = waiting.subarray(length)
      upgraded = true
    }
  }
}

function requestLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(headEnd)
  return end < 0 ? undefined : end + headEnd.length
}

/** Length of the frame at the start, header and mask included; undefined until its header is there. */
function frameLength(bytes: Buffer): number | undefined {
  const second = bytes[1]
  if (second === undefined) return undefined
  const mask = (second & 0x80) === 0 ? 0 : 4
  const short = second & 0x7f
  if (short < 126) return 2 + mask + short
  if (short === 126) return bytes.length < 4 ? undefined : 4 + mask + bytes.readUInt16BE(2)
  return bytes.length < 10 ? undefined : 10 + mask + Number(bytes.readBigUInt64BE(2))
}
