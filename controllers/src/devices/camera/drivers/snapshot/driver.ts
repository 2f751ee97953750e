/** An IP camera with an address that answers one JPEG. */
import type { Clock, Log } from '@palang/kit'
import { PolledCamera } from '../../polled-camera.ts'

/** The largest picture taken over; more is not a snapshot. */
const maxBytes = 8 * 1024 * 1024
const pauseMs = 200

/** A camera at `url` (http or https; user and password in it are sent as HTTP Basic). */
export function snapshotCamera({ url, clock, log }: { url: string; clock: Clock; log: Log }): PolledCamera {
  const { address, headers } = request(url)
  return new PolledCamera({
    clock,
    log,
    model: 'snapshot',
    pauseMs,
    async shoot(signal) {
      const response = await fetch(address, { headers, signal, redirect: 'error' })
      if (!response.ok) {
        await response.body?.cancel()
        throw new Error(`the camera answered ${response.status}`)
      }
      return readAll(response)
    },
  })
}

function request(url: string): { address: string; headers: Record<string, string> } {
  const { username, password } = new URL(url)
  const address = new URL(url)
  address.username = ''
  address.password = ''
  if (username === '') return { address: address.href, headers: {} }
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return { address: address.href, headers: { authorization: `Basic ${login}` } }
}

async function readAll(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw new Error(`more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
