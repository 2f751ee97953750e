/** The load in a process of its own: `fork`ed with one order, it answers with what it measured. */
import { setTimeout as pause } from 'node:timers/promises'
import { connectMachine, type Machine, type Story } from './machine.ts'

export interface LoadOrder {
  url: string
  machines: { id: string; token: string }[]
  story: Story
  /**
   * `full`: each machine has always two messages of `batch` facts under way. `even`: `perSecond` facts in all, evenly.
   * `backlog`: each machine tells `each` facts as fast as the protocol allows, as many a message as fit, then the load ends.
   */
  pace: { kind: 'full'; batch: number } | { kind: 'even'; perSecond: number } | { kind: 'backlog'; each: number }
  warmUpMs: number
  measureMs: number
}

export interface LoadResult {
  factsPerSecond: number
  /** Acknowledged from first to last. */
  facts: number
}

/** What fits into the 64 KiB of one message; a controller fills its messages as far. */
const factsPerMessage = 190

process.once('message', order => {
  void run(order as LoadOrder).then(
    result => process.send?.({ kind: 'result', result }, () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(1))

async function run({ url, machines, story, pace, warmUpMs, measureMs }: LoadOrder): Promise<LoadResult> {
  const connected: Machine[] = []
  for (const { id, token } of machines) connected.push(await connectMachine(url, id, token, story))
  const total = () => connected.reduce((sum, machine) => sum + machine.acked(), 0)
  process.send?.({ kind: 'connected' })
  if (pace.kind === 'backlog') return backlog(connected, pace.each, total)
  let on = true
  const even = pace.kind === 'even' ? keepEven(connected, pace.perSecond, () => on) : undefined
  if (pace.kind === 'full') keepFull(connected, pace.batch, () => on)
  await pause(warmUpMs)
  process.send?.({ kind: 'measuring' })
  const before = total()
  const startMs = performance.now()
  await pause(measureMs)
  const facts = total() - before
  const seconds = (performance.now() - startMs) / 1000
  process.send?.({ kind: 'measured' })
  on = false
  await even
  // What is under way is waited for, so that every fact told can be looked for in the database.
  while (connected.some(machine => machine.waiting() > 0)) await pause(10)
  return { factsPerSecond: facts / seconds, facts: total() }
}

function keepFull(machines: readonly Machine[], batch: number, on: () => boolean): void {
  for (const machine of machines) {
    const more = () => {
      while (on() && machine.waiting() < 2 * batch) machine.tell(batch)
    }
    machine.onAck(more)
    more()
  }
}

async function keepEven(machines: readonly Machine[], perSecond: number, on: () => boolean): Promise<void> {
  const startMs = performance.now()
  for (let told = 0; on();) {
    const due = Math.floor(((performance.now() - startMs) / 1000) * perSecond)
    for (; told < due; told++) machines[told % machines.length]?.tell(1)
    await pause(1)
  }
}

async function backlog(machines: readonly Machine[], each: number, total: () => number): Promise<LoadResult> {
  const startMs = performance.now()
  await Promise.all(
    machines.map(
      machine =>
        new Promise<void>(done => {
          let told = 0
          const more = () => {
            if (machine.acked() >= each) return done()
            while (told < each && machine.waiting() < 2000) {
              const count = Math.min(factsPerMessage, each - told)
              machine.tell(count)
              told += count
            }
          }
          machine.onAck(more)
          more()
        }),
    ),
  )
  return { factsPerSecond: total() / ((performance.now() - startMs) / 1000), facts: total() }
}
