/** What a customer sees on the kiosk of a water machine, and touches there: the panel of its controller. */
import { saleStatus, type SaleStatus } from '@palang/protocol'
import { z } from 'zod'

const answerWithinMs = 3_000
const snapshot = z.looseObject({ water: z.looseObject({ sale: saleStatus.optional() }).optional() })

/** What may be touched, and what is said with it; routes below `/api/sale`. */
export interface SaleTouch {
  choose: { volume_ml: number }
  cancel: Record<string, never>
  stop: Record<string, never>
  done: Record<string, never>
  qris: { act: 'start' | 'cancel' }
  card: { act: 'start' | 'cancel' }
}

export interface WaterPanel {
  /** Undefined where no controller answers or it sells nothing. */
  sale(): Promise<SaleStatus | undefined>
  /** Whether it was taken. */
  touch<Name extends keyof SaleTouch>(name: Name, body: SaleTouch[Name]): Promise<boolean>
}

/** The panel at `url`. Never rejects. */
export function waterPanel(url: string): WaterPanel {
  return {
    async sale() {
      try {
        const answer = await fetch(`${url}/api/status`, { signal: AbortSignal.timeout(answerWithinMs) })
        const read = snapshot.safeParse(await answer.json())
        return read.success ? read.data.water?.sale : undefined
      } catch {
        return undefined
      }
    },
    async touch(name, body) {
      try {
        const answer = await fetch(`${url}/api/sale/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(answerWithinMs),
        })
        await answer.body?.cancel()
        return answer.ok
      } catch {
        return false
      }
    },
  }
}
