/** What every reader keeps to. */
import { describe, expect, test } from 'vitest'
import { debounceMs } from './debounce.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'

export interface ReaderRig {
  reader: ReaderPort
  tap(cardId: string): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
  /** Canonical ids of two cards the reader can see; any text unless given. */
  cards?: readonly [string, string]
}

const connectMs = 12_000

/** Registers the suite for one implementation. */
export function readerContract(name: string, makeRig: () => ReaderRig): void {
  const started = async (): Promise<ReaderRig & { one: string; two: string; seen: string[] }> => {
    const rig = makeRig()
    const [one, two] = rig.cards ?? ['CARD_001', 'CARD_002']
    const seen: string[] = []
    rig.reader.subscribe(event => {
      if (event.kind === 'card') seen.push(event.cardId)
    })
    rig.reader.start()
    rig.reader.start()
    await rig.advance(connectMs)
    return { ...rig, one, two, seen }
  }

  describe(`reader: ${name}`, () => {
    test('becomes ready by itself and tells each tap once', async () => {
      const { reader, tap, one, two, seen, advance } = await started()
      expect(reader.status().state).toBe('ready')
      tap(one)
      await advance(100)
      tap(two)
      await advance(100)
      expect(seen).toEqual([one, two])
      await reader.stop()
    })

    test('a card left on the reader is one tap; taken away and held again it is another', async () => {
      const { reader, tap, one, seen, advance } = await started()
      for (let i = 0; i < 10; i++) {
        tap(one)
        await advance(debounceMs - 100)
      }
      expect(seen).toEqual([one])
      await advance(debounceMs)
      tap(one)
      await advance(100)
      expect(seen).toEqual([one, one])
      await reader.stop()
    })

    test('unplugged it says so, and is ready again when it is back', async () => {
      const { reader, tap, plug, one, two, seen, advance } = await started()
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
      const { reader, tap, one, seen, advance } = await started()
      await reader.stop()
      await reader.stop()
      tap(one)
      await advance(connectMs)
      expect(seen).toEqual([])
      expect(reader.status().state).toBe('disconnected')
    })
  })
}
