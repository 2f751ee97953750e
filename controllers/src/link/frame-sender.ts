/**
 * Live pictures on the link, so that they never stand in the way of anything else: one part at a time, the next when the hub has
 * been heard to have the last, and of the pictures that come meanwhile only the newest.
 */
import { framePartBytes, type FramePart } from '@palang/protocol'

export interface FrameSender {
  /** Sends the picture now, or once the one under way is through; another one that comes before takes its place. */
  offer(jpeg: Uint8Array): void
  /** The hub has answered the ping with this text. */
  heard(text: string): void
  /** The link is new or gone: nothing is under way any more. */
  reset(): void
}

export interface FrameSenderOptions {
  /** False when nothing can be sent. */
  send(part: FramePart): boolean
  /** Asks for an answer behind what was sent. */
  ping(text: string): void
}

/** Nothing is held but one picture under way and one that waits. */
export function frameSender({ send, ping }: FrameSenderOptions): FrameSender {
  let number = 0
  let underWay: { jpeg: Uint8Array; part: number } | undefined
  let newest: Uint8Array | undefined
  /** Of the ping whose answer is waited for; an older one means nothing. */
  const mark = () => `frame ${number} ${underWay?.part}`

  const sendPart = () => {
    if (underWay === undefined) return
    const { jpeg, part } = underWay
    const parts = Math.ceil(jpeg.byteLength / framePartBytes)
    const bytes = jpeg.subarray((part - 1) * framePartBytes, part * framePartBytes)
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
    if (send(parts === 1 ? { data } : { data, frame: number, part, parts })) ping(mark())
    else underWay = undefined
  }
  const begin = () => {
    if (newest === undefined) return
    number += 1
    underWay = { jpeg: newest, part: 1 }
    newest = undefined
    sendPart()
  }
  return {
    offer(jpeg) {
      newest = jpeg
      if (underWay === undefined) begin()
    },
    heard(text) {
      if (underWay === undefined || text !== mark()) return
      if (underWay.part * framePartBytes < underWay.jpeg.byteLength) {
        underWay.part += 1
        return sendPart()
      }
      underWay = undefined
      begin()
    },
    reset() {
      underWay = undefined
      newest = undefined
    },
  }
}
