/** One picture to the hub over HTTP. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { HubTrust } from '@palang/config'

export interface PhotoNote {
  imageId: string
  sessionId: string | null
  commandId: string | null
  reason: string
  takenAt: string
}

export type UploadOutcome = 'kept' | 'retry' | 'refused'

const timeoutMs = 15_000

/** Refusals that another try may not meet again: signed out, too slow, too many. */
const retryableStatus = new Set([401, 403, 408, 425, 429])

export interface PhotoHub {
  /** Its `http` or `https` address. */
  url: string
  token: string
  /** How to know it over TLS. */
  trust?: () => HubTrust
  /** Once it aborts, the upload is given up. */
  signal?: AbortSignal
}

/** Puts one JPEG; `kept` also when the hub has it already. Rejects only when the files of `trust` cannot be read. */
export async function uploadPhoto(hub: PhotoHub, note: PhotoNote, jpeg: Uint8Array): Promise<UploadOutcome> {
  const url = new URL(`/api/photos/${note.imageId}`, hub.url)
  url.searchParams.set('reason', note.reason)
  if (note.sessionId !== null) url.searchParams.set('session_id', note.sessionId)
  if (note.commandId !== null) url.searchParams.set('command_id', note.commandId)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const trust = hub.trust?.()
  return new Promise(resolve => {
    const request = send(
      url,
      {
        ...trust,
        method: 'PUT',
        timeout: timeoutMs,
        signal: hub.signal,
        headers: {
          authorization: `Bearer ${hub.token}`,
          'content-type': 'image/jpeg',
          'content-length': jpeg.byteLength,
        },
      },
      response => {
        response.resume()
        const status = response.statusCode ?? 0
        const done = (status >= 200 && status < 300) || status === 409
        resolve(done ? 'kept' : status >= 400 && status < 500 && !retryableStatus.has(status) ? 'refused' : 'retry')
      },
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve('retry'))
    request.end(jpeg)
  })
}
