/**
 * Moves facts from the journal to the hub: in order, a few messages ahead of the acknowledgement, again from the last
 * acknowledged one whenever something is in doubt. Sending twice is harmless, losing is not.
 */
import { backoff, type Clock, type Log, type Timer } from '@palang/kit'
import { maxFactsPerMessage, type FactsAck } from '@palang/protocol'
import type { Journal } from '../journal/journal.ts'

export type PumpJournal = Pick<Journal, 'epoch' | 'lastSeq' | 'ackedSeq' | 'after' | 'acknowledge' | 'noteRejection'>

export interface OutboxPump {
  /** The hub is there and has everything up to `ackedSeq`. */
  start(ackedSeq: number): void
  stop(): void
  /** There may be something new. */
  poke(): void
  acknowledged(ack: FactsAck): void
}

export interface OutboxPumpOptions {
  journal: PumpJournal
  /** Sends one `facts` payload; false when the link cannot take it. */
  send(payload: { epoch: string; items: unknown[] }): boolean
  clock: Clock
  log: Log
  random?: () => number
}

export const pumpLimits = {
  /** Messages sent ahead of their acknowledgement. */
  window: 4,
  /** Bytes of facts in one message; with its envelope it stays under the 64 KiB of the contract. */
  messageBytes: 60_000,
  /** An acknowledgement that takes longer is taken for lost. */
  ackTimeoutMs: 30_000,
  retryMinMs: 500,
  retryMaxMs: 30_000,
} as const

/** A pump at rest; `start` sets it going on each new link. */
export function outboxPump({ journal, send, clock, log, random }: OutboxPumpOptions): OutboxPump {
  const delay = backoff(pumpLimits.retryMinMs, pumpLimits.retryMaxMs, random)
  let running = false
  let sentSeq = 0
  let inFlight: number[] = []
  let retry: Timer | undefined
  let overdue: Timer | undefined

  function pump(): void {
    while (running && retry === undefined && inFlight.length < pumpLimits.window && sentSeq < journal.lastSeq()) {
      const items = journal.after(sentSeq, maxFactsPerMessage, pumpLimits.messageBytes)
      const end = items.at(-1)?.seq
      if (end === undefined || !send({ epoch: journal.epoch(), items })) return
      sentSeq = end
      inFlight.push(end)
      overdue ??= clock.after(pumpLimits.ackTimeoutMs, () => {
        overdue = undefined
        rewindAfter(0)
      })
    }
  }

  function rewindAfter(waitMs: number): void {
    retry?.cancel()
    overdue?.cancel()
    overdue = undefined
    inFlight = []
    sentSeq = journal.ackedSeq()
    retry = clock.after(waitMs, () => {
      retry = undefined
      pump()
    })
  }

  return {
    start(ackedSeq) {
      journal.acknowledge(ackedSeq)
      running = true
      retry?.cancel()
      retry = undefined
      overdue?.cancel()
      overdue = undefined
      inFlight = []
      sentSeq = journal.ackedSeq()
      pump()
    },
    stop() {
      running = false
      retry?.cancel()
      retry = undefined
      overdue?.cancel()
      overdue = undefined
    },
    poke: pump,
    acknowledged(ack) {
      if (!running || ack.epoch !== journal.epoch()) return
      for (const { seq, code, message, terminal } of ack.rejected) {
        log.warn({ seq, code, message, terminal }, 'the hub refused a fact')
        if (terminal) journal.noteRejection(seq, `${code}: ${message}`)
      }
      const advanced = ack.acked_seq > journal.ackedSeq()
      journal.acknowledge(ack.acked_seq)
      overdue?.cancel()
      overdue = undefined
      inFlight = inFlight.filter(end => end > ack.acked_seq)
      sentSeq = Math.max(sentSeq, journal.ackedSeq())
      if (advanced) delay.reset()
      if (ack.rejected.some(rejected => !rejected.terminal)) return rewindAfter(delay.next())
      pump()
    },
  }
}
