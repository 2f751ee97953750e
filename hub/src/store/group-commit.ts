/** Group commit: whatever is asked for while one transaction runs shares the next one. */
import { CodedError } from '@palang/kit'

export interface GroupCommit<Item, Result> {
  /** Resolves with the item's result after the transaction that holds it has been committed. */
  submit(item: Item): Promise<Result>
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

export interface GroupCommitOptions<Item, Result> {
  /** Commits `items` together and gives one result each, in order. */
  commit(items: readonly Item[]): Promise<readonly Result[]>
  /** Most weight in one transaction; one item heavier than that goes alone. */
  maxWeight: number
  /** How heavy an item is; without it each weighs 1. */
  weigh?: (item: Item) => number
}

/** A queue in front of `commit`; the first item of a quiet moment waits one turn of the event loop for company. */
export function groupCommit<Item, Result>({
  commit,
  maxWeight,
  weigh = () => 1,
}: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    await new Promise<void>(resolve => setImmediate(resolve))
    while (waiting.length > 0) {
      const count = fitting(waiting)
      const group = waiting.slice(0, count)
      waiting = waiting.slice(count)
      await settle(group)
    }
    running = undefined
  }

  /** How many from the front make one transaction. */
  function fitting(entries: readonly Waiting<Item, Result>[]): number {
    let weight = 0
    const end = entries.findIndex(({ item }) => (weight += weigh(item)) > maxWeight)
    return end < 0 ? entries.length : Math.max(1, end)
  }

  /** One item the database will not take must not cost the others their commit: then each goes alone. */
  async function settle(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await commit(group.map(entry => entry.item))
      group.forEach((entry, index) => {
        const result = results[index]
        if (result === undefined) entry.reject(new CodedError('internal', 'the transaction gave no result for this item'))
        else entry.resolve(result)
      })
    } catch (error) {
      const hopeless = group.length === 1 || (error instanceof CodedError && error.retryable)
      if (hopeless) for (const entry of group) entry.reject(error)
      else for (const entry of group) await settle([entry])
    }
  }

  return {
    submit(item) {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= drain()
      })
    },
    async idle() {
      while (running !== undefined) await running
    },
  }
}
