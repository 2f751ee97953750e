import { ManualClock, silentLog } from '@palang/kit'
import type { FactItem } from '@palang/protocol'
import { expect, test } from 'vitest'
import { OutboxPump, pumpLimits, type PumpJournal } from './outbox-pump.ts'

interface Rig {
  pump: OutboxPump
  clock: ManualClock
  sent: number[][]
  add(count: number): void
  ack(seq: number, rejected?: { seq: number; code: string; message: string; terminal: boolean }[]): void
  journal: PumpJournal & { rejections: number[]; ackedSeq(): number }
  linkTakes(yes: boolean): void
  /** Takes facts out of the journal. */
  lose(...seqs: number[]): void
  holes: number[]
}

function rig(perMessage = 2): Rig {
  const clock = new ManualClock()
  const sent: number[][] = []
  let last = 0
  let acked = 0
  let takes = true
  const rejections: number[] = []
  const lost = new Set<number>()
  const holes: number[] = []
  const journal = {
    rejections,
    epoch: () => 'e',
    lastSeq: () => last,
    ackedSeq: () => acked,
    after: (seq: number) =>
      Array.from({ length: last - seq }, (_, n) => ({ seq: seq + 1 + n }) as FactItem)
        .filter(item => !lost.has(item.seq))
        .slice(0, perMessage),
    acknowledge: (seq: number) => {
      acked = Math.max(acked, Math.min(seq, last))
    },
    noteRejection: (seq: number) => void rejections.push(seq),
  }
  const send = ({ items }: { items: unknown[] }) => {
    if (takes) sent.push(items.map(item => (item as FactItem).seq))
    return takes
  }
  const pump = new OutboxPump({ journal, send, clock, log: silentLog(), random: () => 0, onHole: seq => holes.push(seq) })
  return {
    pump,
    clock,
    sent,
    journal,
    add: count => {
      last += count
      pump.poke()
    },
    ack: (seq, rejected = []) => pump.acknowledged({ epoch: 'e', acked_seq: seq, rejected }),
    linkTakes: yes => {
      takes = yes
    },
    lose: (...seqs) => seqs.forEach(seq => lost.add(seq)),
    holes,
  }
}

test('nothing is sent before the link stands', () => {
  const { add, sent } = rig()
  add(3)
  expect(sent).toEqual([])
})

test('facts go out in order, a few messages ahead of the acknowledgement', () => {
  const { pump, add, ack, sent } = rig()
  pump.start(0)
  add(20)
  expect(sent).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ])
  ack(2)
  expect(sent.at(-1)).toEqual([9, 10])
  ack(10)
  expect(sent).toHaveLength(9)
  expect(sent.slice(5)).toEqual([
    [11, 12],
    [13, 14],
    [15, 16],
    [17, 18],
  ])
})

test('a new link goes on after what the hub has', () => {
  const { pump, add, sent, journal } = rig()
  pump.start(0)
  add(6)
  pump.stop()
  pump.start(4)
  expect(sent.at(-1)).toEqual([5, 6])
  expect(journal.ackedSeq()).toBe(4)
})

test('what the hub wants later is sent again after a pause, from the first not acknowledged', async () => {
  const { pump, add, ack, sent, clock } = rig()
  pump.start(0)
  add(4)
  ack(1, [{ seq: 2, code: 'busy', message: 'later', terminal: false }])
  expect(sent).toHaveLength(2)
  await clock.advance(pumpLimits.retryMinMs)
  expect(sent.slice(2)).toEqual([[2, 3], [4]])
})

test('what the hub sets aside for good is noted, and the rest goes on', () => {
  const { pump, add, ack, sent, journal } = rig()
  pump.start(0)
  add(2)
  ack(2, [{ seq: 1, code: 'invalid', message: 'no', terminal: true }])
  expect(journal.rejections).toEqual([1])
  add(1)
  expect(sent.at(-1)).toEqual([3])
})

test('a lost acknowledgement is not waited for for ever', async () => {
  const { pump, add, sent, clock } = rig()
  pump.start(0)
  add(2)
  await clock.advance(pumpLimits.ackTimeoutMs + 1)
  expect(sent).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test('a message lost behind one that was acknowledged is sent again', async () => {
  const { pump, add, ack, sent, clock } = rig()
  pump.start(0)
  add(4)
  ack(2)
  await clock.advance(pumpLimits.ackTimeoutMs + 1)
  expect(sent.slice(2)).toEqual([[3, 4]])
  ack(4)
  await clock.advance(pumpLimits.ackTimeoutMs * 2)
  expect(sent).toHaveLength(3)
})

test('an acknowledgement of another numbering is not ours', () => {
  const { pump, add, journal } = rig()
  pump.start(0)
  add(2)
  pump.acknowledged({ epoch: 'other', acked_seq: 2, rejected: [] })
  expect(journal.ackedSeq()).toBe(0)
})

test('what the link did not take is sent on the next one', () => {
  const { pump, add, sent, linkTakes } = rig()
  pump.start(0)
  linkTakes(false)
  add(2)
  linkTakes(true)
  pump.start(0)
  expect(sent).toEqual([[1, 2]])
})

test('a hub restored from a backup is told again what it had acknowledged before', () => {
  const { pump, add, ack, sent } = rig(10)
  pump.start(0)
  add(6)
  ack(6)
  pump.stop()
  pump.start(2)
  expect(sent.at(-1)).toEqual([3, 4, 5, 6])
})

test('facts before a hole in the journal are told and acknowledged first, then the hub is asked to go on after it', () => {
  const { pump, add, ack, sent, lose, holes } = rig(10)
  lose(3, 4)
  pump.start(0)
  add(6)
  expect(sent).toEqual([[1, 2]])
  expect(holes).toEqual([])
  ack(2)
  expect(holes).toEqual([5])
  expect(sent).toHaveLength(1)
})
