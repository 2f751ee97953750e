/**
 * What the driver tells, against what is really in the box of the acceptor at the other end of a bad line, with power cuts
 * on both sides. The book is kept apart from the driver's own idea of a note.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ictDelays } from '../../../../../../simulator/src/cash/ict-acceptor.ts'
import type { CashEvent } from '../../port.ts'
import { delays } from './delays.ts'
import { channels, ictRig, type Spoil } from './rig.test-support.ts'

type Act =
  | { do: 'insert'; channel: number }
  | { do: 'wait'; ms: number }
  | { do: 'manner'; manner: Manner }
  | { do: 'plug' | 'unplug' | 'jam' | 'free' | 'fill' | 'empty' | 'restart' | 'reject' | 'power off' }
  | { do: 'power on'; note: 'returned' | 'stacked' }
  | { do: 'noise'; byte: number }

/** What the customer's side does with a note that waits. */
type Manner = 'take' | 'refuse' | 'ignore' | 'take late'

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4).map((channel): Act => ({ do: 'insert', channel })) },
  {
    weight: 8,
    arbitrary: fc.constantFrom(1, 2, 30, 299, 300, 401, 703, 1_500, 4_200, 7_000, 15_000).map((ms): Act => ({ do: 'wait', ms })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Manner>('take', 'take', 'refuse', 'ignore', 'take late').map((manner): Act => ({ do: 'manner', manner })),
  },
  fc
    .constantFrom('plug', 'unplug', 'jam', 'free', 'fill', 'empty', 'restart', 'reject', 'power off' as const)
    .map((name): Act => ({ do: name })),
  fc.constantFrom('returned', 'stacked' as const).map((note): Act => ({ do: 'power on', note })),
  fc.constantFrom(0x00, 0xff, 0x80, 0x8f, 0x81, 0x3e, 0x5e, 0x22, 0x27, 0x2f).map((byte): Act => ({ do: 'noise', byte })),
)

/** Also whole scenes: a note goes in, and something happens while it is inside, so that chance does not only meet an empty slot. */
function stories(act: fc.Arbitrary<Act>): fc.Arbitrary<Act[]> {
  const scene = fc
    .record({
      channel: fc.nat(3),
      before: fc.constantFrom(200, 401, 402, 403, 500, 702, 703, 800),
      meanwhile: fc.array(act, { maxLength: 3 }),
      after: fc.constantFrom(1, 30, 300, 700, 1_600, 12_000),
    })
    .map(({ channel, before, meanwhile, after }): Act[] => [
      { do: 'insert', channel },
      { do: 'wait', ms: before },
      ...meanwhile,
      { do: 'wait', ms: after },
    ])
  const single = act.map((one): Act[] => [one])
  return fc.array(fc.oneof(single, scene), { maxLength: 20 }).map(parts => parts.flat())
}

/** What happens to each byte, in turn: -1 it is lost, 0 it arrives, 1 it arrives twice. */
const fates = fc.array(fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1)), { minLength: 1, maxLength: 25 })

function spoiler(plan: readonly number[], isOn: () => boolean): Spoil {
  let turn = 0
  return bytes =>
    Uint8Array.from(
      [...bytes].flatMap(byte => {
        const fate = isOn() ? (plan[turn++ % plan.length] ?? 0) : 0
        return fate < 0 ? [] : fate > 0 ? [byte, byte] : [byte]
      }),
    )
}

/** What was told, and what a controller that restarts says of the note it had under way. */
interface Book {
  stacked: number[]
  unclear: (number | null)[]
  waiting: number | undefined
  accepted: boolean
}

async function live(story: readonly Act[], toHost: readonly number[], toAcceptor: readonly number[]) {
  let isBad = true
  const rig = ictRig({ delays: ictDelays, toHost: spoiler(toHost, () => isBad), toAcceptor: spoiler(toAcceptor, () => isBad) })
  const book: Book = { stacked: [], unclear: [], waiting: undefined, accepted: false }
  let manner: Manner = 'take'
  /** An acceptor may well put a note into the box after a power cut, but only one that somebody said yes to. */
  let mayBeKept = false
  const begin = () => {
    const { cash, kill } = rig.process()
    const accept = () => {
      book.accepted ||= book.waiting !== undefined
      void cash.accept()
    }
    const end = cash.subscribe((event: CashEvent) => {
      if (event.kind === 'status' && event.status.state === 'ready') void cash.enable()
      else if (event.kind === 'escrow') {
        book.waiting = event.amount
        book.accepted = false
        // The decision takes a moment, as it does on a disk.
        rig.clock.after(manner === 'take late' ? delays.decideMs + 500 : 2, () => {
          if (manner === 'refuse') void cash.giveBack()
          else if (manner !== 'ignore') accept()
        })
      } else if (event.kind === 'stacked') {
        book.stacked.push(event.amount)
        book.waiting = undefined
      } else if (event.kind === 'unproven') {
        book.unclear.push(event.amount)
        book.waiting = undefined
      } else if (event.kind === 'returned') book.waiting = undefined
    })
    cash.start()
    return {
      kill() {
        end()
        kill()
        if (book.waiting !== undefined && book.accepted) book.unclear.push(book.waiting)
        book.waiting = undefined
      },
    }
  }
  let run = begin()
  await rig.advance(2 * delays.answerMs + 20)
  for (const act of story) {
    if (act.do === 'insert') void rig.acceptor.insertChannel(act.channel)
    else if (act.do === 'wait') await rig.advance(act.ms)
    else if (act.do === 'manner') manner = act.manner
    else if (act.do === 'plug') rig.port.plug()
    else if (act.do === 'unplug') rig.port.unplug()
    else if (act.do === 'jam' || act.do === 'free') rig.acceptor.jam(act.do === 'jam')
    else if (act.do === 'fill' || act.do === 'empty') rig.acceptor.fill(act.do === 'fill')
    else if (act.do === 'reject') rig.acceptor.rejectNext()
    else if (act.do === 'power off') {
      mayBeKept = rig.acceptor.view().inside === 'stacking'
      rig.acceptor.power(false)
    } else if (act.do === 'power on') rig.acceptor.power(true, mayBeKept ? act.note : 'returned')
    else if (act.do === 'noise') rig.port.send(Uint8Array.of(act.byte))
    else {
      run.kill()
      run = begin()
    }
  }
  isBad = false
  rig.port.plug()
  rig.acceptor.jam(false)
  rig.acceptor.fill(false)
  rig.acceptor.power(true)
  await rig.advance(60_000)
  return { ...rig, book, kill: () => run.kill() }
}

/** Takes each of `amounts` off `from`, exactly or, where `from` holds it, as null; gives back what was not there. */
function missingIn(from: (number | null)[], amounts: readonly number[]): number[] {
  return amounts.filter(amount => {
    const exact = from.indexOf(amount)
    const at = exact >= 0 ? exact : from.indexOf(null)
    if (at >= 0) from.splice(at, 1)
    return at < 0
  })
}

test('what is told as money is in the box, and what is in the box is told as money or as unclear', async () => {
  const seen = { stacked: 0, unclear: 0, box: 0 }
  await fc.assert(
    fc.asyncProperty(stories(acts), fates, fates, async (story, toHost, toAcceptor) => {
      const { acceptor, book, kill } = await live(story, toHost, toAcceptor)
      const untold = [...acceptor.box]
      expect(missingIn(untold, book.stacked), 'money that is not in the box').toEqual([])
      expect(missingIn([...book.unclear], untold), 'notes silently lost').toEqual([])
      // The line is good again: the acceptor is found and takes notes.
      expect(acceptor.isEnabled()).toBe(true)
      seen.stacked += book.stacked.length
      seen.unclear += book.unclear.length
      seen.box += acceptor.box.length
      kill()
    }),
    { numRuns: 300 },
  )
  expect(Math.min(seen.stacked, seen.unclear, seen.box)).toBeGreaterThan(10)
})

test('a byte out of nowhere that says stacked or returned never passes unnoticed', async () => {
  const forged = fc.constantFrom(0x10, 0x11).map((byte): Act => ({ do: 'noise', byte }))
  const calm = acts.filter(act => act.do === 'insert' || act.do === 'wait' || act.do === 'manner')
  await fc.assert(
    fc.asyncProperty(stories(fc.oneof(calm, forged)), async story => {
      const { acceptor, book, kill } = await live(story, [0], [0])
      const untold = [...acceptor.box]
      const invented = missingIn(untold, book.stacked)
      expect(missingIn([...book.unclear], [...invented, ...untold]), 'without an incident').toEqual([])
      kill()
    }),
    { numRuns: 300 },
  )
})

test('on a good line nothing is unclear, whatever the customer does', async () => {
  const calm = acts.filter(
    act =>
      act.do === 'insert' || act.do === 'wait' || act.do === 'manner' || act.do === 'reject' || act.do === 'fill' || act.do === 'empty',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(calm, { maxLength: 25 }), async story => {
      const { acceptor, book, kill } = await live(story, [0], [0])
      expect(book.unclear).toEqual([])
      expect(book.stacked).toEqual(acceptor.box)
      expect(acceptor.box.every(amount => channels.includes(amount) && amount > 0)).toBe(true)
      kill()
    }),
    { numRuns: 100 },
  )
})
