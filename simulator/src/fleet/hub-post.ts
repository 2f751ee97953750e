/** How a light machine posts: `POST /api/v1/machines/<id>/update_quality` with a token. */
import { messageOf } from '@palang/kit/errors'
import { z } from 'zod'
import type { Post } from './light-machine.ts'

const answerWithinMs = 8_000
const problem = z.looseObject({ code: z.string() })
/** Asked again later, these may be answered otherwise. */
const passing = new Set([408, 425, 429])

/** Posts to the hub at `url`. Never rejects. `took` hears how long each answer took, in milliseconds. */
export function hubPost({ url, token, took = () => undefined }: { url: string; token: string; took?: (ms: number) => void }): Post {
  const base = url.replace(/\/+$/, '')
  return async (machineId, reading) => {
    const begunMs = performance.now()
    try {
      const answer = await fetch(`${base}/api/v1/machines/${encodeURIComponent(machineId)}/update_quality`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(reading),
        signal: AbortSignal.timeout(answerWithinMs),
      })
      const text = await answer.text()
      took(performance.now() - begunMs)
      if (answer.ok) return { outcome: 'taken' }
      const why = `${answer.status} ${codeOf(text) ?? ''}`.trim()
      return { outcome: answer.status < 500 && !passing.has(answer.status) ? 'refused' : 'away', why }
    } catch (error) {
      return { outcome: 'away', why: messageOf(error) }
    }
  }
}

function codeOf(text: string): string | undefined {
  try {
    const read = problem.safeParse(JSON.parse(text))
    return read.success ? read.data.code : undefined
  } catch {
    return undefined
  }
}
