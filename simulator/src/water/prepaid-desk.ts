/**
 * The counter where played customers get a prepaid card with money on it, over the hub's interface as an operator does it. Cards are
 * registered by an administrator, and no played person is one.
 */
import { CodedError, messageOf } from '@palang/kit/errors'
import { uuidv7 } from '@palang/kit/ids'
import { cardView, prepaidCardView } from '@palang/protocol'
import { z } from 'zod'
import type { Random } from '../traffic/random.ts'

const answerWithinMs = 5_000
const topUpIdr = 50_000

const cards = z.object({ items: z.array(cardView.pick({ id: true, status: true })) })

export interface PrepaidDesk {
  /** One of the registered cards with at least `amountIdr` on it; undefined where there is none, or no hub. Never rejects. */
  card(amountIdr: number): Promise<string | undefined>
}

export interface PrepaidDeskOptions {
  /** HTTP address of the hub. */
  hub: string
  /** Of this moment; undefined while there is none. */
  token(): string | undefined
  random: Random
  /** Hears why somebody could not be helped. */
  refused(why: string): void
}

/** A desk at the hub. It puts cash on a card, {@link topUpIdr} at a time. */
export function createPrepaidDesk({ hub, token, random, refused }: PrepaidDeskOptions): PrepaidDesk {
  async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${hub}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token() ?? ''}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': uuidv7() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const text = await answer.text()
    if (!answer.ok) throw new CodedError('refused', `${method} ${path}: ${answer.status} ${text}`)
    return JSON.parse(text)
  }

  async function served(amountIdr: number): Promise<string | undefined> {
    const [first, ...others] = cards.parse(await ask('GET', '/api/cards?limit=200')).items.filter(({ status }) => status === 'active')
    if (first === undefined) return undefined
    const { id } = random.pick([first, ...others])
    const path = `/api/prepaid/${encodeURIComponent(id)}`
    const { balance } = prepaidCardView.parse(await ask('GET', path))
    if (balance < amountIdr) await ask('POST', `${path}/top-up`, { amount: topUpIdr, method: 'cash' })
    return id
  }

  return {
    async card(amountIdr) {
      if (token() === undefined) return undefined
      try {
        return await served(amountIdr)
      } catch (error) {
        refused(messageOf(error))
        return undefined
      }
    },
  }
}
