/** What every reader with frames of a known form keeps to, tried at every byte of a frame. */
import { ManualClock, silentLog } from '@palang/kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FakePort } from '../../io/fake-stream.ts'
import { readerContract } from './contract.ts'
import { emCardId } from './em-card.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'
import type { SerialReaderOptions } from './serial-reader.ts'
import { silenceMs } from './silence.ts'

export interface FrameModel {
  make(options: SerialReaderOptions): ReaderPort
  /** The frame the device sends for a card of 40 bits. */
  frame(number: number): Uint8Array
  /** Frames from data sheets in hex, with the card id and the raw text they mean. */
  known: readonly (readonly [hex: string, cardId: string, raw: string])[]
  /** Frames that are wrong, with the reason told. */
  wrong: readonly (readonly [bytes: string, reason: string])[]
  /** After how many bytes of a frame the read is whole; those after it may be missing. */
  wholeAfter: number
  /** Whether a changed byte is noticed. */
  hasChecksum: boolean
  /** Whether a read is found although a byte that is no part of it stands directly before it. */
  findsItsStart: boolean
}

const card = 0x3c_00_ce_75_4c
const other = 0x62_e3_08_6c_ed
const everyByte = Array.from({ length: 256 }, (_, byte) => byte)
/** Hundreds of cases in one test. */
const slowMs = 30_000
const joined = (...parts: (Uint8Array | readonly number[])[]) => Uint8Array.from(parts.flatMap(part => [...part]))

function rig({ make }: FrameModel) {
  const clock = new ManualClock()
  const port = new FakePort()
  const reader = make({ streams: port.streams, clock, log: silentLog() })
  return { clock, port, reader, advance: (byMs: number) => clock.advance(byMs), plug: (on: boolean) => (on ? port.plug() : port.unplug()) }
}

async function started(model: FrameModel) {
  const all = rig(model)
  const events: ReaderEvent[] = []
  const seen: string[] = []
  all.reader.subscribe(event => {
    if (event.kind === 'status') return
    events.push(event)
    if (event.kind === 'card') seen.push(event.cardId)
  })
  all.reader.start()
  await all.advance(10)
  let fresh = 0x100
  return {
    ...all,
    events,
    seen,
    /** A card not seen so far is read right after whatever was sent before a silence. */
    async expectNextRead() {
      await all.advance(silenceMs)
      all.port.send(model.frame(fresh))
      await all.advance(silenceMs)
      expect(seen.at(-1)).toBe(emCardId(fresh++))
    },
  }
}

/** Registers the suite for one model. */
export function frameContract(name: string, model: FrameModel): void {
  readerContract(name, () => {
    const all = rig(model)
    return { ...all, cards: ['0000000001', '0013530444'], tap: id => all.port.send(model.frame(Number(id))) }
  })

  describe(`frames: ${name}`, () => {
    meanings(model)
    pieces(model)
    neighbours(model)
    noise(model)
    losses(model)
    properties(model)
  })
}

function meanings(model: FrameModel): void {
  test.each(model.known)('%s is card %s', async (hex, cardId, raw) => {
    const { port, events, advance } = await started(model)
    port.send(Buffer.from(hex, 'hex'))
    await advance(silenceMs)
    expect(events).toEqual([{ kind: 'card', cardId, raw }])
  })

  test.each(model.wrong)('%j is garbage: %s', async (bytes, reason) => {
    const { port, events, advance, expectNextRead } = await started(model)
    port.send(bytes)
    await advance(silenceMs)
    expect(events).toEqual([{ kind: 'garbage', bytes: bytes.length, reason }])
    await expectNextRead()
  })
}

function pieces(model: FrameModel): void {
  const { frame, wholeAfter } = model
  const places = Array.from({ length: frame(card).length - 1 }, (_, at) => at + 1)

  test.each(places)('a frame in two pieces, cut after byte %i, is one read', async at => {
    const { port, seen, advance } = await started(model)
    port.send(frame(card).subarray(0, at))
    await advance(silenceMs - 1)
    port.send(frame(card).subarray(at))
    await advance(silenceMs)
    expect(seen).toEqual([emCardId(card)])
  })

  test('a frame that comes byte by byte is one read', async () => {
    const { port, seen, advance } = await started(model)
    for (const byte of frame(card)) {
      port.send(Uint8Array.of(byte))
      await advance(silenceMs - 1)
    }
    await advance(silenceMs)
    expect(seen).toEqual([emCardId(card)])
  })

  test.each(places)('silence after byte %i ends the read, and the rest is not joined to it', async at => {
    const { port, seen, advance, expectNextRead } = await started(model)
    port.send(frame(card).subarray(0, at))
    await advance(silenceMs)
    port.send(frame(card).subarray(at))
    await advance(silenceMs)
    expect(seen).toEqual(at >= wholeAfter ? [emCardId(card)] : [])
    await expectNextRead()
  })

  test.each(places)('half a frame of %i bytes before the port was lost is not joined to what comes after', async at => {
    const { port, seen, advance } = await started(model)
    port.send(frame(card).subarray(0, at))
    port.hangUp()
    await advance(12_000)
    port.send(frame(card).subarray(at))
    await advance(silenceMs)
    expect(seen).toEqual(at >= wholeAfter ? [emCardId(card)] : [])
  })
}

function neighbours(model: FrameModel): void {
  const { frame } = model

  test(
    'frames glued together come apart, wherever they are cut',
    async () => {
      const both = joined(frame(card), frame(other))
      for (let at = 0; at <= both.length; at++) {
        const { port, seen, advance } = await started(model)
        port.send(both.subarray(0, at))
        port.send(both.subarray(at))
        await advance(silenceMs)
        expect(seen, `cut after byte ${at}`).toEqual([emCardId(card), emCardId(other)])
      }
    },
    slowMs,
  )

  test('ten frames of one card without a pause are one tap', async () => {
    const { port, seen, advance } = await started(model)
    port.send(joined(...Array.from({ length: 10 }, () => frame(card))))
    await advance(silenceMs)
    expect(seen).toEqual([emCardId(card)])
  })
}

function noise(model: FrameModel): void {
  const { frame, findsItsStart } = model
  const whole = frame(card)
  const places = [...whole.keys()]

  test('noise before and after a read, with a pause between, changes nothing', async () => {
    for (const byte of everyByte) {
      const { port, seen, advance } = await started(model)
      for (const bytes of [[byte, byte], whole, [byte]]) {
        port.send(Uint8Array.from(bytes))
        await advance(silenceMs)
      }
      expect(seen, `byte ${byte}`).toEqual([emCardId(card)])
    }
  })

  test.each([...places, whole.length])(
    'whatever byte comes between at %i, it makes no other card, and the next read is whole',
    async at => {
      const { port, seen, advance, expectNextRead } = await started(model)
      for (const byte of everyByte) {
        port.send(joined(whole.subarray(0, at), [byte], whole.subarray(at)))
        await advance(silenceMs)
        expect(
          seen.filter(id => id !== emCardId(card)),
          `byte ${byte}`,
        ).toEqual([])
      }
      await expectNextRead()
    },
    slowMs,
  )

  test(`noise directly before and after a read ${findsItsStart ? 'does not cost it' : 'costs that read alone'}`, async () => {
    for (const noise of [[0x00], [0xff], [0x20, 0x7f]]) {
      const { port, seen, advance, expectNextRead } = await started(model)
      port.send(joined(noise, whole, noise))
      await advance(silenceMs)
      expect(seen).toEqual(findsItsStart ? [emCardId(card)] : [])
      await expectNextRead()
    }
  })
}

function losses(model: FrameModel): void {
  const { frame, wholeAfter, hasChecksum } = model
  const whole = frame(card)
  const places = [...whole.keys()]

  test('a read with a byte missing is none', async () => {
    for (const at of places) {
      const { port, seen, advance, expectNextRead } = await started(model)
      port.send(joined(whole.subarray(0, at), whole.subarray(at + 1)))
      await advance(silenceMs)
      expect(seen, `without byte ${at}`).toEqual(at < wholeAfter - 1 || wholeAfter === whole.length ? [] : [emCardId(card)])
      await expectNextRead()
    }
  })

  test.each(hasChecksum ? places : [])(
    'whatever byte %i is changed to, it makes no other card',
    async at => {
      const { port, seen, advance, expectNextRead } = await started(model)
      for (const byte of everyByte) {
        port.send(joined(whole.subarray(0, at), [byte], whole.subarray(at + 1)))
        await advance(silenceMs)
        expect(
          seen.filter(id => id !== emCardId(card)),
          `as ${byte}`,
        ).toEqual([])
      }
      await expectNextRead()
    },
    slowMs,
  )

  test('a flood is one stretch of garbage, and the next read after a silence is whole', async () => {
    const { port, events, advance, expectNextRead } = await started(model)
    for (const byte of [0x02, 0x20, 0x41, 0xff]) {
      events.length = 0
      port.send(new Uint8Array(5_000).fill(byte))
      await advance(silenceMs)
      expect(events).toEqual([{ kind: 'garbage', bytes: 5_000, reason: expect.any(String) }])
      await expectNextRead()
    }
  })
}

function properties(model: FrameModel): void {
  const number = fc.nat({ max: 2 ** 40 - 1 })
  const ofFrames = number.map(n => [...model.frame(n)])
  const disturbance = fc
    .oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ min: 0x30, max: 0x46, maxLength: 20 }))
    .map(bytes => [...bytes])
  const stream = fc.array(fc.oneof(ofFrames, disturbance), { maxLength: 6 }).map(parts => parts.flat())

  test('every card is read as its last 24 bits', async () => {
    const { port, events, advance } = await started(model)
    await fc.assert(
      fc.asyncProperty(number, async n => {
        events.length = 0
        await advance(3_000)
        port.send(model.frame(n))
        await advance(silenceMs)
        expect(events).toEqual([{ kind: 'card', cardId: emCardId(n), raw: expect.any(String) }])
      }),
    )
  })

  test('how bytes are cut into pieces does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), async (bytes, cuts) => {
        const once = await started(model)
        const cut = await started(model)
        once.port.send(Uint8Array.from(bytes))
        let from = 0
        for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
          cut.port.send(Uint8Array.from(bytes.slice(from, to)))
          from = Math.max(from, to)
          await cut.advance(1)
        }
        await once.advance(5_000)
        await cut.advance(5_000)
        expect(cut.events).toEqual(once.events)
      }),
    )
  })
}
