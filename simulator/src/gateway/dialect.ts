/** What a language of a played payment provider has to know. */
import type { Charge, Charges } from './charges.ts'
import type { GatewayFaults } from './faults.ts'

/** A question, its body read as JSON. */
export interface Asked {
  method: string
  path: string
  authorization: string | undefined
  header(name: string): string | undefined
  body: unknown
}

export interface Told {
  status: number
  body: unknown
  /** The merchant is notified of it. */
  tells?: Charge
  /** The answer never leaves. */
  isLost?: boolean
}

export interface Played {
  charges: Charges
  /** What the merchant proves himself with. */
  key: string
  nowMs(): number
  faults(): GatewayFaults
}

export interface Dialect {
  /** Throws a `ZodError` for a body of a wrong form. */
  answer(asked: Asked, played: Played): Told
  notification(charge: Charge, proof: { key: string; isForged: boolean }): { headers: Record<string, string>; body: unknown }
}
