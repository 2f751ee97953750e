/** What every coin acceptor keeps to. */
import { describe, expect, test } from 'vitest'
import type { CoinCount, CoinPort } from './port.ts'

export interface CoinRig {
  coins: CoinPort
  /** Puts a coin in; false when the slot is closed. */
  insertCoin(amount: number): boolean
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
}

/** Worth of one coin that every rig knows. */
export const coinAmount = 1_000

const connectMs = 12_000
const coinMs = 3_000

/** Registers the suite for one implementation. */
export function coinContract(name: string, makeRig: () => Promise<CoinRig> | CoinRig): void {
  const started = async () => {
    const rig = await makeRig()
    const counts: CoinCount[] = []
    rig.coins.subscribe(event => {
      if (event.kind === 'counted') counts.push({ since: event.since, amount: event.amount, perPulse: event.perPulse, torn: event.torn })
    })
    rig.coins.start()
    rig.coins.start()
    await rig.advance(connectMs)
    const open = async () => {
      const opening = rig.coins.enable()
      await rig.advance(500)
      expect(await opening).toEqual({ ok: true })
    }
    return { ...rig, counts, open }
  }

  describe(`coins: ${name}`, () => {
    test('tells its count when it is ready, and after each coin, as one sum', async () => {
      const { coins, counts, insertCoin, open, advance } = await started()
      expect(coins.status().state).toBe('ready')
      expect(counts.map(count => count.amount)).toEqual([0])
      await open()
      for (const sum of [1, 2, 3]) {
        expect(insertCoin(coinAmount)).toBe(true)
        await advance(coinMs)
        expect(coins.count()?.amount).toBe(sum * coinAmount)
      }
      expect(counts.at(-1)).toEqual(coins.count())
      expect(new Set(counts.map(count => count.since)).size).toBe(1)
      expect(counts.map(count => count.amount)).toEqual(counts.map(count => count.amount).toSorted((one, other) => one - other))
      await coins.stop()
    })

    test('the same count is told once', async () => {
      const { counts, insertCoin, open, advance, coins } = await started()
      await open()
      insertCoin(coinAmount)
      await advance(30_000)
      expect(new Set(counts.map(count => count.amount)).size).toBe(counts.length)
      await coins.stop()
    })

    test('unplugged it refuses at once; back again, what it knows of is told and nothing twice', async () => {
      const { coins, counts, insertCoin, plug, open, advance } = await started()
      await open()
      insertCoin(coinAmount)
      await advance(coinMs)
      plug(false)
      await advance(1_000)
      expect(coins.status().state).toBe('disconnected')
      for (const act of [coins.enable(), coins.disable()]) expect(await act).toMatchObject({ ok: false, moved: 'no' })
      plug(true)
      await advance(connectMs)
      expect(coins.status().state).toBe('ready')
      expect(coins.count()?.amount).toBe(coinAmount)
      expect(counts.filter(count => count.amount === coinAmount)).toHaveLength(1)
      await coins.stop()
      expect(coins.status().state).toBe('disconnected')
    })
  })
}
