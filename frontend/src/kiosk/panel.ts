/** The browser's side of the panel: relative addresses, so that the kiosk works below any path. */
import { readJson } from '@palang/kit/json'
import * as z from 'zod/mini'
import type { Stream, StreamHandlers } from './panel-link.ts'

const answerWithinMs = 3_000
const problemBody = z.looseObject({ code: z.string() })

/** Opens the panel's event stream. */
export function openEvents({ onText, onBroken }: StreamHandlers): Stream {
  const source = new EventSource('api/events')
  const text = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') onText(event.data)
  }
  source.addEventListener('status', text)
  source.addEventListener('error', onBroken)
  return { close: () => source.close() }
}

/** Loads the page anew, when the panel has one to give: a page that cannot be loaded would leave nothing that tries again. */
export async function startAnew(): Promise<void> {
  try {
    const answer = await fetch('./', { cache: 'no-store', signal: AbortSignal.timeout(answerWithinMs) })
    if (answer.ok) location.reload()
  } catch {
    // Tried again by whoever asked.
  }
}

/** Calls an attendant; false when the call did not get through, so that the screen never promises help in vain. */
export function callAttendant(): Promise<boolean> {
  return call('api/help')
}

/** Calls somebody who finds the stay of a driver without ticket; false as for {@link callAttendant}. */
export function reportLostTicket(): Promise<boolean> {
  return call('api/parking/lost-ticket')
}

async function call(path: string): Promise<boolean> {
  try {
    const answer = await fetch(path, { method: 'POST', signal: AbortSignal.timeout(answerWithinMs) })
    return answer.ok
  } catch {
    return false
  }
}

/** Asks for a ticket as the button on the machine does; what comes of it is told by the lane. */
export async function askTicket(): Promise<void> {
  await tell('api/parking/entry', { ticket_requested: true })
}

/** Whose payment it is: the routes of a gate and of a sale differ by this word. */
type PaidAt = 'parking' | 'sale'

/** The customer chose to pay by QRIS, or not to after all; what comes of it is told by the machine. */
export function payByQris(at: PaidAt, act: 'start' | 'cancel'): Promise<Refused | undefined> {
  return tell(`api/${at}/qris`, { act })
}

/** The customer chose to pay by card, or not to after all; as {@link payByQris}. */
export function payByCard(at: PaidAt, act: 'start' | 'cancel'): Promise<Refused | undefined> {
  return tell(`api/${at}/card`, { act })
}

/** A customer of a water machine chose so much. */
export function chooseVolume(volumeMl: number): Promise<Refused | undefined> {
  return tell('api/sale/choose', { volume_ml: volumeMl })
}

/** A customer of a treatment machine chose this one. */
export function chooseTreatment(treatment: string): Promise<Refused | undefined> {
  return tell('api/sale/choose', { treatment })
}

/** Before anything comes: gives the choice up. While it does: stops it. Afterwards: leaves the last screen. */
export function endSale(how: 'cancel' | 'stop' | 'done'): Promise<Refused | undefined> {
  return tell(`api/sale/${how}`, {})
}

/** Why the panel did not take a wish: the code of its problem, or that it did not answer. */
export type Refused = string

async function tell(path: string, body: object): Promise<Refused | undefined> {
  const told = await ask(path, body)
  return 'refused' in told ? told.refused : undefined
}

/** What the panel answered, to be checked by whoever asked, or why it did not do it. */
export type Told = { answer: unknown } | { refused: Refused }

/** Sends an object as JSON, or a picture as it is. Without an answer in time nobody knows whether it was done. */
export async function ask(path: string, body: object | Blob): Promise<Told> {
  const isPicture = body instanceof Blob
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': isPicture ? body.type : 'application/json' },
      body: isPicture ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const said = readJson(await answer.text())
    if (answer.ok) return { answer: said }
    const problem = problemBody.safeParse(said)
    return { refused: problem.success ? problem.data.code : 'internal' }
  } catch {
    // A panel that does not answer shows on its own too, by its silence.
    return { refused: 'unreachable' }
  }
}
