import { CodedError } from '@palang/kit'
import { groupCommit } from '../../store/group-commit.ts'
import type { Store, Tx } from '../../store/store.ts'

/** Decisions about one car park, taken one after the other, so that two gates cannot both admit the same card. */
export interface Decisions {
  /**
   * Resolves once what `work` wrote is committed. Those asked for while the disk is busy share the next commit; when one of
   * them is refused, none of the commit stands and each is taken again alone. `work` therefore changes nothing but `tx`.
   */
  decide<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** Most decisions in one commit: none waits long for the others. */
const together = 16

export function decisionsOf(store: Store): Decisions {
  const queue = groupCommit<(tx: Tx) => Promise<void>, true>({
    maxWeight: together,
    commit: works =>
      store.transact(async tx => {
        for (const work of works) await work(tx)
        return works.map(() => true)
      }),
  })
  return {
    async decide<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      let decided: { as: T } | undefined
      await queue.submit(async tx => {
        decided = { as: await work(tx) }
      })
      if (decided === undefined) throw new CodedError('internal', 'the transaction ended without a decision')
      return decided.as
    },
  }
}
