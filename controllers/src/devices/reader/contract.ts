/** What every reader keeps to. */
import { describe, expect, test } from 'vitest'
import { debounceMs } from './debounce.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'

export interface ReaderRig {
  reader: ReaderPort
  /** Holds a card to the reader; one that lay there before is gone. */
  tap(cardId: string): void
  /** Takes it away again; only of a reader that sees this. */
  takeAway?(): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
  /** Canonical ids of two cards the reader can see; any text unless given. */
  cards?: readonly [string, string]
}

const connectMs = 12_000

/** Within this time a reader that sees cards go has told it, and it is shorter than the debounce of those that do not. */
const removalMs = 1_000

type MakeRig = () => ReaderRig | Promise<ReaderRig>

/** A reader that is ready, and what it has told since. */
async function started(makeRig: MakeRig): Promise<ReaderRig & { one: string; two: string; seen: string[]; removed: string[] }> {
  const rig = await makeRig()
  const [one, two] = rig.cards ?? ['CARD_001', 'CARD_002']
  const seen: string[] = []
  const removed: string[] = []
  rig.reader.subscribe(event => {
    if (event.kind === 'card') seen.push(event.cardId)
    if (event.kind === 'removed') removed.push(event.cardId)
  })
  rig.reader.start()
  rig.reader.start()
  await rig.advance(connectMs)
  return { ...rig, one, two, seen, removed }
}

/** Registers the suite for one implementation. */
export function readerContract(name: string, makeRig: MakeRig): void {
  describe(`reader: ${name}`, () => {
    test('becomes ready by itself and tells each tap once', async () => {
      const { reader, tap, one, two, seen, advance } = await started(makeRig)
      expect(reader.status().state).toBe('ready')
      tap(one)
      await advance(100)
      tap(two)
      await advance(100)
      expect(seen).toEqual([one, two])
      await reader.stop()
    })

    test('a card left on the reader is one tap; taken away and held again it is another', async () => {
      const { reader, tap, takeAway, one, seen, advance } = await started(makeRig)
      for (let i = 0; i < 10; i++) {
        tap(one)
        await advance(debounceMs - 100)
      }
      expect(seen).toEqual([one])
      takeAway?.()
      await advance(debounceMs)
      tap(one)
      await advance(100)
      expect(seen).toEqual([one, one])
      await reader.stop()
    })

    test('unplugged it says so, and is ready again when it is back', async () => {
      const { reader, tap, plug, one, two, seen, advance } = await started(makeRig)
      const states: string[] = []
      reader.subscribe((event: ReaderEvent) => {
        if (event.kind === 'status') states.push(event.status.state)
      })
      plug(false)
      tap(one)
      await advance(5_000)
      expect(reader.status().state).toBe('disconnected')
      plug(true)
      await advance(connectMs)
      expect(reader.status().state).toBe('ready')
      expect(states[0]).toBe('disconnected')
      expect(states.at(-1)).toBe('ready')
      tap(two)
      await advance(100)
      expect(seen).toEqual([two])
      await reader.stop()
    })

    test('stopped it tells nothing more', async () => {
      const { reader, tap, one, seen, advance } = await started(makeRig)
      await reader.stop()
      await reader.stop()
      tap(one)
      await advance(connectMs)
      expect(seen).toEqual([])
      expect(reader.status().state).toBe('disconnected')
    })
  })
}

/** Besides, for readers whose hardware sees cards go; the rig can take them away. */
export function removalContract(name: string, makeRig: MakeRig): void {
  test(`reader that sees cards go: ${name}: a card taken away is told once, and held again at once it is another tap`, async () => {
    const { reader, tap, takeAway, one, seen, removed, advance } = await started(makeRig)
    for (let i = 0; i < 2; i++) {
      tap(one)
      await advance(removalMs)
      takeAway?.()
      await advance(removalMs)
    }
    expect(seen).toEqual([one, one])
    expect(removed).toEqual([one, one])
    await reader.stop()
  })
}
