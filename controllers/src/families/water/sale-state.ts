/** How a sale of water stands, and what is left over of the one before. Plain data, kept over restarts. */
import type { RemainderTo, SaleEndReason, SaleMethod, SaleResult } from '@palang/protocol'
import type { ActResult } from '../../devices/status.ts'
import type { Credit } from '../till/credit.ts'

/** How a sale ends; what came is 0 where nothing was poured. */
export interface SaleEnd {
  result: SaleResult
  reason: SaleEndReason
  deliveredMl: number
  exact: boolean
  /** The board counted all that was ordered: the whole price is due. */
  isDone: boolean
}

/** One sale, from the choice to its one end. What is paid stands in the till's bill of the same session. */
export interface Sale {
  sessionId: string
  volumeMl: number
  price: number
  /** The price list it was chosen from. */
  priceList: string
  /** All that was left over from the sale before. */
  creditUsed: number
  stage: 'paying' | 'pouring'
  /** That it is covered is written down. */
  isPaid: boolean
  stoppedBy: 'customer' | 'operator' | null
  /** Decided, and settled as soon as nothing can bring money any more. */
  end: SaleEnd | null
}

/** A sale that has ended, while its customer reads what became of it. */
export interface EndedSale {
  sessionId: string
  volumeMl: number
  price: number
  paidAmount: number
  result: SaleResult
  reason: SaleEndReason
  deliveredMl: number
  exact: boolean
  charged: number
  remainder: number
  remainderTo: RemainderTo
  /** Of the remainder, what went back to a prepaid card. */
  toPrepaid: number
  method: SaleMethod
  receipt: 'printed' | 'printing' | 'none'
}

export interface Shop {
  sale: Sale | null
  ended: EndedSale | null
  credit: Credit | null
  /** Since when the screen is as it is. */
  sinceMs: number
  /** Pours in a row to which no water came. */
  noFlows: number
  /** Why a person locked the sale, and who. */
  locked: { by: string | null; reason: string } | null
  /** Sessions of the receipts given to the printer that has not said yet what became of them. */
  printing: string[]
}

export type SaleInput =
  | { kind: 'choose'; volumeMl: number }
  /** By the customer, before and while it pours, and after. */
  | { kind: 'cancel' | 'stop' | 'done' }
  | { kind: 'stop_dispense'; id: string }
  | { kind: 'sale_lock'; id: string; locked: boolean; reason: string; by?: string | undefined }
  | { kind: 'printed'; sessionId: string; result: ActResult }

/** A machine that has sold nothing yet. */
export const emptyShop: Shop = { sale: null, ended: null, credit: null, sinceMs: 0, noFlows: 0, locked: null, printing: [] }
