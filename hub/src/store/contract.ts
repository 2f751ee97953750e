/** What every store promises, as tests: run over SQLite and MySQL/MariaDB by the test files beside this one. */
import { afterAll, beforeAll, describe } from 'vitest'
import { alertsContract } from './contract/alerts-contract.ts'
import { accessContract } from './contract/access-contract.ts'
import { officeContract } from './contract/office-contract.ts'
import { identityContract } from './contract/identity-contract.ts'
import { registryContract } from './contract/registry-contract.ts'
import { historyContract } from './contract/history-contract.ts'
import { mealContract } from './contract/meal-contract.ts'
import { moneyContract } from './contract/money-contract.ts'
import { onlinePaymentContract } from './contract/online-payment-contract.ts'
import { photoContract } from './contract/photo-contract.ts'
import { readingContract } from './contract/readings-contract.ts'
import { premisesContract } from './contract/premises-contract.ts'
import { recountContract } from './contract/recount-contract.ts'
import { transactionContract } from './contract/transactions-contract.ts'
import { treatmentContract } from './contract/treatment-contract.ts'
import { waterCareContract } from './contract/water-care-contract.ts'
import { factContract } from './contract/facts-contract.ts'
import type { Store } from './store.ts'

/** Opens an empty, migrated and started store; each call gives another database. */
export type StoreFactory = () => Promise<Store>

/** Gives the store of the group of tests it is called in. */
export type CurrentStore = () => Store

/** Registers the contract's tests; the caller has opened a `describe` of its own. */
export function storeContract(factory: StoreFactory): void {
  const parts = {
    facts: factContract,
    transactions: transactionContract,
    history: historyContract,
    money: moneyContract,
    recounts: recountContract,
    readings: readingContract,
    'water care': waterCareContract,
    treatments: treatmentContract,
    'online payments': onlinePaymentContract,
    photos: photoContract,
    alerts: alertsContract,
    registry: registryContract,
    premises: premisesContract,
    meals: mealContract,
    identity: identityContract,
    office: officeContract,
    access: accessContract,
  }
  for (const [name, register] of Object.entries(parts)) {
    describe(name, () => {
      let store: Store | undefined
      beforeAll(async () => {
        store = await factory()
      })
      afterAll(() => store?.stop())
      register(() => {
        if (store === undefined) throw new Error('the store did not start')
        return store
      })
    })
  }
}
