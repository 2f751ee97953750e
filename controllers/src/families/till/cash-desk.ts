/** The devices that take cash at a machine: what the machine wants of them, and what it has to hear when they do not obey. */
import { type Log, mutex } from '@palang/kit'
import type { CashPort } from '../../devices/cash/port.ts'
import type { CoinPort } from '../../devices/coins/port.ts'
import type { ActResult } from '../../devices/status.ts'
import { deviceFailure, missingDevice } from '../device-failure.ts'
import type { CashOrder, TillInput } from './till.ts'

export interface CashDesk {
  perform(effect: CashOrder): void
  giveChange(amount: number): Promise<ActResult>
}

export interface CashDeskOptions {
  cash: CashPort | undefined
  coins: CoinPort | undefined
  log: Log
  tell(input: Extract<TillInput, { kind: 'not_accepted' }>): void
}

/** One that is away disobeys no order: that it is away is told already, and it is ordered anew when it is back. */
const isThere = (device: CashPort | CoinPort | undefined): boolean => device?.status().state === 'ready'

const orders = { enable: 'enable', disable: 'disable', accept: 'accept', give_back: 'giveBack' } as const

export function cashDesk({ cash, coins, log, tell }: CashDeskOptions): CashDesk {
  const line = mutex()
  /** Cash devices take one order at a time. */
  const order = (work: (device: CashPort) => Promise<ActResult>): Promise<ActResult> =>
    cash === undefined ? Promise.resolve(missingDevice('cash device')) : line.run(() => work(cash)).catch(deviceFailure)
  const switchCoins = async (act: 'enable' | 'disable'): Promise<void> => {
    const wasThere = isThere(coins)
    const result = await coins?.[act]().catch(deviceFailure)
    if (result?.ok === false && wasThere) log.warn({ act, result }, 'the coin acceptor did not obey')
  }
  return {
    perform(effect) {
      if (effect.act === 'enable' || effect.act === 'disable') void switchCoins(effect.act)
      if (cash === undefined && coins !== undefined) return
      const wasThere = isThere(cash)
      void order(device => device[orders[effect.act]]()).then(result => {
        if (result.ok) return
        if (wasThere) log.warn({ act: effect.act, result }, 'the cash device did not obey')
        if (effect.act === 'accept') tell({ kind: 'not_accepted', noteId: effect.noteId, result })
      })
    },
    giveChange: amount => order(device => device.giveChange(amount)),
  }
}
