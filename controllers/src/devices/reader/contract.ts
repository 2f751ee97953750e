/** What every reader keeps to. */
import { describe, expect, test } from 'vitest'
import { debounceMs } from './debounce.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'

export interface ReaderRig {
  reader: ReaderPort
  tap(cardId: string): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
}

const connectMs = 12_000

/** Registers the suite for one implementation. */
export function readerContract(name: string, makeRig: () => ReaderRig): void {
  const started = async (): Promise<ReaderRig & { cards: string[] }> => {
    const rig = makeRig()
    const cards: string[] = []
    rig.reader.subscribe(event => {
      if (event.kind === 'card') cards.push(event.cardId)
    })
    rig.reader.start()
    rig.reader.start()
    await rig.advance(connectMs)
    return { ...rig, cards }
  }

  describe(`reader: ${name}`, () => {
    test('becomes ready by itself and tells each tap once', async () => {
      const { reader, tap, cards, advance } = await started()
      expect(reader.status().state).toBe('ready')
      tap('CARD_001')
      await advance(100)
      tap('CARD_002')
      await advance(100)
      expect(cards).toEqual(['CARD_001', 'CARD_002'])
      await reader.stop()
    })

    test('a card left on the reader is one tap; taken away and held again it is another', async () => {
      const { reader, tap, cards, advance } = await started()
      for (let i = 0; i < 10; i++) {
        tap('CARD_001')
        await advance(debounceMs - 100)
      }
      expect(cards).toEqual(['CARD_001'])
      await advance(debounceMs)
      tap('CARD_001')
      await advance(100)
      expect(cards).toEqual(['CARD_001', 'CARD_001'])
      await reader.stop()
    })

    test('unplugged it says so, and is ready again when it is back', async () => {
      const { reader, tap, plug, cards, advance } = await started()
      const states: string[] = []
      reader.subscribe((event: ReaderEvent) => {
        if (event.kind === 'status') states.push(event.status.state)
      })
      plug(false)
      tap('CARD_001')
      await advance(5_000)
      expect(reader.status().state).toBe('disconnected')
      plug(true)
      await advance(connectMs)
      expect(reader.status().state).toBe('ready')
      expect(states[0]).toBe('disconnected')
      expect(states.at(-1)).toBe('ready')
      tap('CARD_002')
      await advance(100)
      expect(cards).toEqual(['CARD_002'])
      await reader.stop()
    })

    test('stopped it tells nothing more', async () => {
      const { reader, tap, cards, advance } = await started()
      await reader.stop()
      await reader.stop()
      tap('CARD_001')
      await advance(connectMs)
      expect(cards).toEqual([])
      expect(reader.status().state).toBe('disconnected')
    })
  })
}
