/** Items of gateways that nobody can use: set aside for a person to look at. A gateway that only looks at the status never sends them again. */
import { createHash } from 'node:crypto'
import { whyNotStorable } from '@palang/protocol'
import { z } from 'zod'
import type { DeadLetterRecord } from '../../store/records.ts'

/** One item that was rejected, and why. */
export interface RefusedItem {
  index: number
  gatewayId: string
  item: unknown
  code: string
  message: string
}

/** So many in one letter. */
const itemsPerLetter = 200
const epochPrefix = 'gateway:'
/** Whose sender says no name that can be kept. */
export const namelessGateway = 'gateway'

/** Whether the letter holds scans of a gateway. */
export function isOfGateway({ epoch }: Pick<DeadLetterRecord, 'epoch'>): boolean {
  return epoch.startsWith(epochPrefix)
}

const letterItem = z.object({ scans: z.array(z.unknown()).min(1) })

/** What the letter holds; empty where it is none of a gateway. */
export function scansOfLetter({ item }: Pick<DeadLetterRecord, 'item'>): readonly unknown[] {
  return letterItem.safeParse(item).data?.scans ?? []
}

/** The same items are the same letters, however often they come. */
export function lettersOf(refused: readonly RefusedItem[], receivedAt: string): DeadLetterRecord[] {
  return [...Map.groupBy(refused, ({ gatewayId, code }) => `${code} ${gatewayId}`).values()].flatMap(alike =>
    Array.from({ length: Math.ceil(alike.length / itemsPerLetter) }, (_, n) =>
      letterOf(alike.slice(n * itemsPerLetter, (n + 1) * itemsPerLetter), receivedAt),
    ),
  )
}

function letterOf(items: readonly RefusedItem[], receivedAt: string): DeadLetterRecord {
  const [{ gatewayId, code, message } = { gatewayId: namelessGateway, code: 'invalid_request', message: '' }] = items
  const scans = items.map(({ item }) => keepable(item))
  const digest = createHash('sha256')
    .update(JSON.stringify([gatewayId, code, scans]))
    .digest('hex')
  return {
    id: `scan-${digest.slice(0, 32)}`,
    machineId: gatewayId,
    epoch: `${epochPrefix}${gatewayId}`,
    seq: 0,
    item: { scans },
    code,
    message,
    receivedAt,
    state: 'open',
    handledAt: null,
    handledBy: null,
    reason: null,
  }
}

/** What a database cannot keep is kept as the text it came as. */
function keepable(item: unknown): unknown {
  return whyNotStorable(item) === undefined ? item : { unreadable: textOf(item) }
}

/** What is nested beyond the stack cannot even be written down. */
function textOf(item: unknown): string {
  try {
    return JSON.stringify(item).replaceAll('\\u0000', '\\\\u0000').toWellFormed()
  } catch {
    return 'nested too deep to be kept'
  }
}
