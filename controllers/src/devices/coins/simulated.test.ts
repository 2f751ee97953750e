import { ManualClock } from '@palang/kit'
import { coinContract } from './contract.ts'
import { SimulatedCoins } from './simulated.ts'

coinContract('simulated', () => {
  const clock = new ManualClock()
  const coins = new SimulatedCoins({ clock })
  return { coins, insertCoin: amount => coins.insertCoin(amount), plug: on => coins.plug(on), advance: byMs => clock.advance(byMs) }
})
