/** Tags read by the phone itself (Web NFC, Chrome on Android over https or localhost; https://w3c.github.io/web-nfc/). */

/** The part of the browser's reader used here. */
interface NdefReader extends EventTarget {
  scan(options: { signal: AbortSignal }): Promise<void>
}

declare global {
  interface Window {
    /** Only where the browser has it, and only in a secure context. */
    NDEFReader?: new () => NdefReader
  }
}

/** Whether this page may read tags: not over plain http from another computer. */
export function canReadTags(): boolean {
  return window.NDEFReader !== undefined
}

/**
 * The id of a tag as every reader of the house gives it: the UID in upper-case hex. The browser writes `04:a2:1c`, and nothing where the
 * tag has none. Undefined too for four bytes beginning with `08`: a number made up for this tap, as phones show.
 */
export function tagOfSerial(serial: string): string | undefined {
  const uid = serial.replaceAll(':', '').toUpperCase()
  if (!/^(?:[\dA-F]{8}|[\dA-F]{14}|[\dA-F]{20})$/.test(uid)) return undefined
  return uid.length === 8 && uid.startsWith('08') ? undefined : uid
}

/** Reads until `signal` ends it. Resolves when reading began: false when the person or the phone does not let us. */
export async function readTags(signal: AbortSignal, onTag: (tag: string) => void): Promise<boolean> {
  const Reader = window.NDEFReader
  if (Reader === undefined) return false
  const reader = new Reader()
  reader.addEventListener(
    'reading',
    event => {
      const serial = 'serialNumber' in event && typeof event.serialNumber === 'string' ? event.serialNumber : ''
      const tag = tagOfSerial(serial)
      if (tag !== undefined) onTag(tag)
    },
    { signal },
  )
  try {
    await reader.scan({ signal })
    return true
  } catch {
    return false
  }
}
