/** The line dialect of the simulated card terminal (docs/protocols/card-terminal.md). Amounts are in the smallest unit of the currency. */

export type TerminalLine =
  /** This payment was taken. */
  | { word: 'APPROVED'; paymentId: string; amount: number; reference: string }
  /** Nothing was taken for it, and nothing is under way. */
  | { word: 'NONE'; paymentId: string }
  /** Nothing was taken for it yet; `running` waits for its card or its bank. */
  | { word: 'BUSY'; paymentId: string; running: string }
  /** How a sale ended without money. */
  | { word: 'DECLINED' | 'CANCELLED' | 'NOCARD'; paymentId: string }
  /** It cannot be cancelled, or not any more. */
  | { word: 'REFUSED'; paymentId: string }

export type HostLine =
  | { word: 'FIND' | 'CANCEL'; paymentId: string }
  | { word: 'SALE'; paymentId: string; amount: number; currency: string }

export const maxTerminalLineBytes = 128
const plainWords = ['NONE', 'DECLINED', 'CANCELLED', 'NOCARD', 'REFUSED'] as const
const name = /^[\w-]{1,40}$/
const maxAmount = 2_000_000_000

/** What the terminal said; undefined when it is not one of its lines. */
export function decodeTerminalLine(line: string): TerminalLine | undefined {
  const [first, paymentId = '', third = '', reference = '', ...rest] = line.split(' ')
  if (!name.test(paymentId) || rest.length > 0) return undefined
  if (first === 'APPROVED') {
    const amount = /^[1-9]\d{0,9}$/.test(third) ? Number(third) : Infinity
    return amount <= maxAmount && /^[\w-]{1,40}$/.test(reference) ? { word: first, paymentId, amount, reference } : undefined
  }
  if (first === 'BUSY') return name.test(third) && reference === '' ? { word: first, paymentId, running: third } : undefined
  const word = plainWords.find(known => known === first)
  return word === undefined || third !== '' ? undefined : { word, paymentId }
}

/** One line with its end. */
export function encodeHostLine(line: HostLine): string {
  return line.word === 'SALE' ? `SALE ${line.paymentId} ${line.amount} ${line.currency}\n` : `${line.word} ${line.paymentId}\n`
}
