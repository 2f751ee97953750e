import { ManualClock, silentLog } from '@palang/kit'
import { until } from '../../../../../../e2e/site/until.ts'
import { cardWithUid, type CardAnswer } from '../../../../../../simulator/src/readers/virtual-card.ts'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { lineSplitter } from '../../../../io/line-splitter.ts'
import type { ReaderEvent } from '../../port.ts'
import { PcscReader, serviceStreams } from './driver.ts'
import { realService, virtualReaderName } from './real-service.test-support.ts'
import { decodeServiceLine, type ServiceLine } from './service-line.ts'

/** What the driver was told so far: of its program, of the reader, of the card there. */
interface Told {
  program: 'none' | 'starting' | 'watching'
  card: string
  answer: string | undefined
  /** Programs given up that have not ended yet. */
  ending: number
}

/** Notes what comes through `streams`. */
function overheard(streams: StreamFactory, told: Told): StreamFactory {
  const note = (line: ServiceLine | undefined) => {
    if (line?.kind === 'watching') told.program = 'watching'
    if (line?.kind === 'reader' && line.reader === virtualReaderName) {
      if (line.card !== 'present') told.answer = undefined
      told.card = line.card
    }
    if (line?.kind === 'answer') told.answer = line.hex
  }
  return () => {
    const stream = streams()
    Object.assign(told, { program: 'starting', card: 'not listed', answer: undefined })
    const lines = lineSplitter({ maxBytes: 4_000, onLine: line => note(decodeServiceLine(line)), onDropped: () => undefined })
    stream.subscribe(event => {
      if (event.kind === 'data') lines.push(event.bytes)
      else told.program = 'none'
    })
    return {
      path: stream.path,
      get isOpen() {
        return stream.isOpen
      },
      open: () => stream.open(),
      write: bytes => stream.write(bytes),
      subscribe: listener => stream.subscribe(listener),
      async close() {
        told.ending += 1
        await stream.close()
        told.ending -= 1
      },
    }
  }
}

/**
 * The driver at a real service with a virtual reader, both running. The driver's time is moved by hand; `advance` lets
 * what happens outside become known first, and again after each step.
 */
export async function realRig() {
  const service = await realService()
  await service.start()
  const clock = new ManualClock()
  const told: Told = { program: 'none', card: 'not listed', answer: undefined, ending: 0 }
  const streams = overheard(serviceStreams(service.environment), told)
  const reader = new PcscReader({ clock, log: silentLog(), wanted: 'virtual pcd 00 00', streams, random: () => 0.99 })
  const events: ReaderEvent[] = []
  reader.subscribe(event => events.push(event))
  let isUp = true
  let laid: string | undefined

  const isKnown = () => {
    if (told.ending > 0) return false
    if (told.program === 'none') return true
    if (told.program === 'starting' || !isUp) return false
    if (laid === undefined) return told.card === 'none'
    return told.card === 'present' && (reader.status().state !== 'ready' || told.answer === laid)
  }
  const settled = () =>
    until('the driver to know what happened', isKnown, { timeoutMs: 10_000, everyMs: 5, describe: () => ({ told, isUp, laid }) })
  const lay = (answer: CardAnswer, expected: string) => {
    laid = expected
    void service.card.lay(answer)
  }

  return {
    service,
    clock,
    reader,
    events,
    told,
    cards: () => events.flatMap(event => (event.kind === 'card' ? [event.cardId] : [])),
    settled,
    async advance(byMs: number) {
      await settled()
      for (let left = byMs; left > 0; left -= 250) {
        await clock.advance(Math.min(left, 250))
        await settled()
      }
    },
    /** Lays a card there that tells this UID. */
    lay: (uid: string) => lay(cardWithUid(uid), `${uid}9000`.toLowerCase()),
    /** Lays a card there that answers everything so, in hex. */
    layAnswering: (hex: string) => lay(() => Buffer.from(hex, 'hex'), hex),
    takeAway() {
      laid = undefined
      service.card.takeAway()
    },
    async up() {
      await service.start()
      isUp = true
    },
    async down(signal: 'SIGKILL' | 'SIGTERM') {
      laid = undefined
      isUp = false
      await service.end(signal)
    },
    async close() {
      await reader.stop()
      await service.close()
    },
  }
}
