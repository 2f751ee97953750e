import { useQuery } from '@tanstack/solid-query'
import type { ShiftView } from '@palang/protocol'
import { dataOf } from '../../api/data-of.ts'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useAccount } from '../../site/account.tsx'

/** The open shift of whoever is signed in: null without one, undefined until the hub has said and for viewers. */
export function useOwnShift() {
  const account = useAccount()
  const actor = () => account.info()?.actor
  const query = useQuery(() => ({
    queryKey: ['shifts', 'own', actor()],
    queryFn: () => moneyApi.openShiftOf(actor() ?? ''),
    enabled: account.mayOperate() && actor() !== undefined,
  }))
  return { query, shift: (): ShiftView | null | undefined => dataOf(query) }
}
