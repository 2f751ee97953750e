/** What a board counts of a coin acceptor that is wired to it. */

/** Pulses since power came, and the start since which they are counted. */
export interface CoinCount {
  readonly pulses: number
  readonly since: number
}

export const noCoins: CoinCount = { pulses: 0, since: 0 }

/** At the start number `boot`: only power takes the count away. */
export function coinsAtBoot(coins: CoinCount, cause: string, boot: number): CoinCount {
  return cause === 'power' || coins.since === 0 ? { pulses: 0, since: boot } : coins
}

/** The answer to `CFG,coins`. The simulator tears no coin. */
export function tellCoins({ pulses, since }: CoinCount): readonly string[] {
  return ['OK', 'coins', String(pulses), String(since), '0']
}
