/** The line dialect of the simulated cash machine (docs/protocols/simulated-cash.md), for both of its ends. Amounts are in the smallest unit of the currency. */

const deviceWords = ['NOTE', 'STACKED', 'RETURNED', 'PAID'] as const
const hostWords = ['ENABLE', 'DISABLE', 'ACCEPT', 'RETURN'] as const

export type CashDeviceLine = { word: (typeof deviceWords)[number]; amount: number }
export type CashHostLine = { word: (typeof hostWords)[number] } | { word: 'CHANGE'; amount: number }

export const maxCashLineBytes = 32
const maxAmount = 2_000_000_000

/** What the machine said; undefined when it is not one of its lines. */
export function decodeCashDeviceLine(line: string): CashDeviceLine | undefined {
  const [first, amount] = split(line)
  const word = deviceWords.find(known => known === first)
  return word === undefined || amount === undefined ? undefined : { word, amount }
}

/** What the host said; undefined when it is not one of its lines. */
export function decodeCashHostLine(line: string): CashHostLine | undefined {
  const [first, amount] = split(line)
  if (first === 'CHANGE') return amount === undefined ? undefined : { word: 'CHANGE', amount }
  const word = hostWords.find(known => known === line)
  return word === undefined ? undefined : { word }
}

/** One line with its end. */
export function encodeCashLine(line: CashDeviceLine | CashHostLine): string {
  return 'amount' in line ? `${line.word} ${line.amount}\n` : `${line.word}\n`
}

function split(line: string): [string, number | undefined] {
  const match = /^([A-Z]+) ([1-9]\d{0,9})$/.exec(line)
  const amount = Number(match?.[2])
  return [match?.[1] ?? '', amount <= maxAmount ? amount : undefined]
}
