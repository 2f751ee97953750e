/** What the catalogue says of one message type, and the roles a message may play. */
import { z } from 'zod'
import { commandResult } from './commands.ts'

export type Hop = 'screen→hub' | 'hub→screen' | 'controller→hub' | 'hub→controller'

/**
 * A command runs at a machine at most once and is answered by `<type>_response`; a status replaces the one before it; an event is
 * neither kept nor promised: told to whoever listens.
 */
export type Role = 'command' | 'answer' | 'status' | 'event'

export interface MessageKind {
  hops: readonly Hop[]
  since: 0 | 1
  payload: z.ZodType
  role?: Role
  /** Of a command: who gave it is on the audit chain, because it moves something or changes what the machine does. */
  audited?: boolean
  /** Of a command: the session it names begins with it, so that nobody else tells who ordered that. */
  beginsSession?: boolean
}

export const command = { role: 'command', hops: ['screen→hub', 'hub→controller'] } as const
export const answer = { role: 'answer', hops: ['controller→hub', 'hub→screen'], payload: commandResult } as const
export const status = { role: 'status', hops: ['controller→hub', 'hub→screen'] } as const
export const event = { role: 'event', hops: ['controller→hub', 'hub→screen'] } as const

/** A payload nobody here reads: kept and shown as it comes. */
export const observed = z.looseObject({})
