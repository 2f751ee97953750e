/** Messages between a controller and the hub: link protocol 1. */
import { z } from 'zod'
import { commandResult } from './commands.ts'
import { maxFactsPerMessage } from './facts.ts'
import { family, isoTime, uuid } from './primitives.ts'

/** The link protocol this software speaks. */
export const linkProtocol = 1

export const hello = z.looseObject({
  protocol: z.int().min(1),
  family,
  software: z.string().max(64),
  epoch: uuid,
  last_seq: z.int().min(0),
  oldest_seq: z.int().min(0),
  outbox: z.int().min(0),
  /** For people who watch the link. The hub goes by the site file: what a machine says of itself could send secrets astray. */
  panel_url: z.url().max(300).optional(),
  capabilities: z.array(z.string().max(64)).max(64).default([]),
})
export type Hello = z.infer<typeof hello>

export const welcome = z.looseObject({
  server_time: isoTime,
  hub_epoch: uuid,
  acked_seq: z.int().min(0),
  heartbeat_s: z.number().positive(),
  config_version: z.string(),
  config: z.record(z.string(), z.unknown()),
})
export type Welcome = z.infer<typeof welcome>

export const refused = z.looseObject({ code: z.string(), message: z.string() })

/** Items are checked one by one, so that a broken one is rejected without stopping the others. */
export const facts = z.looseObject({ epoch: uuid, items: z.array(z.unknown()).min(1).max(maxFactsPerMessage) })
export type Facts = z.infer<typeof facts>

export const rejectedFact = z.object({ seq: z.int(), code: z.string(), message: z.string(), terminal: z.boolean() })
export type RejectedFact = z.infer<typeof rejectedFact>

export const factsAck = z.looseObject({ epoch: uuid, acked_seq: z.int().min(0), rejected: z.array(rejectedFact) })
export type FactsAck = z.infer<typeof factsAck>

/** A machine's journal remembers ended commands this long, by the machine's own clock. Days. */
export const journalRemembersDays = 30

/** Commands the hub may ask about in one message. */
export const mostJournalQuestions = 500

export const askJournal = z.looseObject({ command_ids: z.array(z.string().max(64)).max(mostJournalQuestions) })
export const journal = z.looseObject({ results: z.array(commandResult).max(mostJournalQuestions) })

/** Hub → controller: keep this token from now on. Answered with `renew_token_response` once it is on the disk. */
export const renewToken = z.looseObject({ token: z.string().min(32).max(128), renewal: z.string().max(64) })
export const renewTokenResponse = z.looseObject({
  renewal: z.string().max(64),
  stored: z.boolean(),
  message: z.string().max(200).optional(),
})

/** Close codes of both WebSocket endpoints. */
export const closeCode = { unauthenticated: 4401, forbidden: 4403, replaced: 4409, tooLarge: 1009, goingAway: 1001, tooSlow: 1013 } as const

/** Largest message accepted on any WebSocket. */
export const maxMessageBytes = 64 * 1024

/** Heartbeat interval; two missed and the link is down. */
export const heartbeatMs = 15_000
