/** The production driver of a coin acceptor, guest on the line of the firmware itself, on an emulated processor. */
import { silentLog } from '@palang/kit'
import { describe, expect, test } from 'vitest'
import { coinAmount, coinContract } from '../controllers/src/devices/coins/contract.ts'
import { PulseCoins } from '../controllers/src/devices/coins/drivers/pulse/driver.ts'
import { type Built, built, missing, Site } from './testing/site.ts'
import { coinPins } from './testing/wiring.ts'

const uno = missing.length === 0 ? await built('uno') : undefined
const valuePerPulse = 500

function rig(board: Built | undefined) {
  if (board === undefined) throw new Error('not built')
  const site = new Site(board)
  const coins = new PulseCoins({ log: silentLog(), pin: coinPins[board.board.name], valuePerPulse })
  const gate = site.driver(coins)
  gate.start()
  return { site, coins, gate }
}

describe.skipIf(uno === undefined)('coins in the emulator', () => {
  coinContract('pulses on the firmware of the Uno', () => {
    const { site, coins } = rig(uno)
    return {
      coins,
      insertCoin(amount) {
        site.coins.insert(amount / valuePerPulse)
        return true
      },
      plug: on => (on ? site.port.plug() : site.port.unplug()),
      advance: byMs => site.advance(byMs),
    }
  })

  test('coins that fall while the line is cut, and while the board restarts by itself, are in the next count', async () => {
    const { site, coins } = rig(uno)
    const counts: string[] = []
    coins.subscribe(event => event.kind === 'counted' && counts.push(`${event.since} ${event.amount} ${event.torn}`))
    coins.start()
    await site.until('coins are counted', () => coins.status().state === 'ready')
    await site.advance(1_500)
    site.port.unplug()
    await site.advance(site.coins.insert(coinAmount / valuePerPulse) + 500)
    site.port.plug()
    await site.until('the coin is told', () => coins.count()?.amount === coinAmount, 30_000)
    site.reset('watchdog')
    await site.advance(1_000)
    site.coins.insert(coinAmount / valuePerPulse)
    await site.until('the next is told', () => coins.count()?.amount === 2 * coinAmount, 30_000)
    expect(counts.slice(0, 2)).toEqual(['1 0 0', `1 ${coinAmount} 0`])
    expect(counts.at(-1)).toBe(`1 ${2 * coinAmount} 0`)
    site.reset('power')
    await site.until('the board counts anew', () => coins.count()?.since === 3, 30_000)
    expect(coins.count()).toEqual({ since: 3, amount: 0, perPulse: 500, torn: 0 })
  })
})
