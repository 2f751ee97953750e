/** Tokens as the page shows them. Pure. */
import type { TokenView } from '@palang/protocol'

const dayMs = 86_400_000
/** An end this near is warned of. */
const warnDays = 14

export type Expiry = { kind: 'never' } | { kind: 'over' } | { kind: 'soon'; days: number } | { kind: 'later' }

/** How far the end of a token is; the started day counts whole. */
export function expiryOf(token: Pick<TokenView, 'expires_at' | 'expired'>, nowMs: number): Expiry {
  if (token.expires_at === null) return { kind: 'never' }
  const leftMs = Date.parse(token.expires_at) - nowMs
  if (token.expired || leftMs <= 0) return { kind: 'over' }
  const days = Math.ceil(leftMs / dayMs)
  return days <= warnDays ? { kind: 'soon', days } : { kind: 'later' }
}

export interface MachineToken {
  machineId: string
  /** A machine without one has not been let in yet. */
  token: TokenView | undefined
}

/** One line for each machine's token, in the order of the machines; then tokens whose machine is gone. */
export function machineTokens(machineIds: readonly string[], tokens: readonly TokenView[]): MachineToken[] {
  const own = tokens.filter(token => token.kind === 'machine')
  const ofMachine = (id: string): MachineToken[] => {
    const found = own.filter(token => token.machine_id === id)
    return found.length === 0 ? [{ machineId: id, token: undefined }] : found.map(token => ({ machineId: id, token }))
  }
  const gone = own.filter(token => !machineIds.includes(token.machine_id ?? ''))
  return [...machineIds.flatMap(ofMachine), ...gone.map(token => ({ machineId: token.machine_id ?? token.name, token }))]
}
