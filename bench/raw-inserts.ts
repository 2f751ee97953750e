/** Nothing but inserts, in a process of its own: how many facts a second the engine itself makes durable. */
import { randomUUID } from 'node:crypto'
import { storyteller } from './machine.ts'
import { openRawDatabase } from './raw-database.ts'

export interface RawOrder {
  target: string
  factsPerTransaction: number
  measureMs: number
}

process.once('message', order => {
  void run(order as RawOrder).then(
    result => process.send?.({ kind: 'result', result }, () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(1))

async function run({ target, factsPerTransaction, measureMs }: RawOrder): Promise<{ perSecond: number }> {
  const insert = await openRawDatabase(target)
  const tell = storyteller('visits')
  const epoch = randomUUID()
  const startMs = performance.now()
  let facts = 0
  while (performance.now() - startMs < measureMs) {
    const rows = Array.from({ length: factsPerTransaction }, () => {
      const item = { seq: ++facts, id: randomUUID(), occurred_at: new Date().toISOString(), clock: 'synced', ...tell() }
      return ['gate-1', epoch, String(item.seq), item.id, JSON.stringify(item)]
    })
    await insert(rows)
  }
  return { perSecond: (facts * 1000) / (performance.now() - startMs) }
}
