/** A hub without any payment provider, for tests of other things. */
import type { OnlinePayments } from '../../services.ts'

const nobody = () => Promise.reject(new Error('nobody handles payments by QRIS here'))

export const noPayments: OnlinePayments = {
  isOffered: () => false,
  ask: async ({ payment_id }) => ({ payment_id, state: 'failed', reason: 'not_offered' }),
  notice: nobody,
  takeBack: nobody,
}
