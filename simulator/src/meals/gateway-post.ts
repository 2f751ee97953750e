/** How a gateway that only knows an address sends its scans: HTTP Basic with the token as password, and nothing but the status of the answer. */
import type { SendScans } from './play-day.ts'

const answerWithinMs = 20_000

/** Sends to the hub at `url`. Never rejects. */
export function gatewayPost({ url, token }: { url: string; token: string }): SendScans {
  const address = `${url.replace(/\/+$/, '')}/api/sync_gateway_data`
  return async (gatewayId, items) => {
    try {
      const answer = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${gatewayId}:${token}`).toString('base64')}`,
        },
        body: JSON.stringify(items),
        signal: AbortSignal.timeout(answerWithinMs),
      })
      await answer.arrayBuffer()
      return answer.status === 200
    } catch {
      return false
    }
  }
}
