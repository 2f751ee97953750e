import { type ManualClock, silentLog } from '@palang/kit'
import { FakePort } from '../../../../io/fake-stream.ts'
import { decodeOrderLine, encodeLine } from './codec.ts'
import { PcscReader } from './driver.ts'
import type { CardState } from './lying-card.ts'
import type { ServiceLine } from './service-line.ts'

export const acr = 'ACS ACR122U PICC Interface 00 00'

/** How long the program needs to start, and a card to answer. */
const startMs = 50
const answerMs = 20

interface PlayedReader {
  card: CardState
  changes: number
  /** What the card answers in hex; an array is used up one by one, its last is kept. `undefined`: an error of the library. */
  answers: (string | undefined)[]
}

/** The program that speaks to the PC/SC service, played by a test on a port, with a driver at it. Nothing is connected to it yet. */
export function playedService(clock: ManualClock, { wanted }: { wanted?: string } = {}) {
  const port = new FakePort('service.ts')
  const readers = new Map<string, PlayedReader>()
  const reader = new PcscReader({ clock, log: silentLog(), streams: port.streams, wanted, random: () => 0 })
  let answers = true
  let orders = 0

  const say = (line: ServiceLine) => port.send(encodeLine(line))
  const tellState = (name: string) => {
    const state = readers.get(name)
    if (state !== undefined) say({ kind: 'reader', reader: name, card: state.card, changes: state.changes })
  }
  const played = (name: string) => {
    const state = readers.get(name)
    if (state === undefined) throw new Error(`no reader ${name}`)
    return state
  }
  const change = (name: string, card: CardState, given?: PlayedReader['answers']) => {
    const state = played(name)
    Object.assign(state, { card, changes: state.changes + 1 }, given === undefined ? {} : { answers: given })
    tellState(name)
  }

  port.onTurned(turn => {
    if (turn === 'closed') return
    clock.after(startMs, () => {
      if (!answers) return
      say({ kind: 'watching' })
      for (const name of readers.keys()) tellState(name)
    })
  })
  port.onWritten(bytes => {
    const order = decodeOrderLine(Buffer.from(bytes).toString('latin1').trim())
    if (order === undefined) throw new Error(`not an order: ${Buffer.from(bytes).toString('latin1')}`)
    orders += 1
    clock.after(answerMs, () => {
      const state = readers.get(order.read)
      if (!answers || state === undefined) return
      const hex = state.card === 'present' ? (state.answers.length > 1 ? state.answers.shift() : state.answers[0]) : undefined
      say(hex === undefined ? { kind: 'unanswered', code: 'RemovedCard' } : { kind: 'answer', hex: hex.toLowerCase() })
    })
  })

  return {
    clock,
    port,
    reader,
    say,
    tellState,
    orders: () => orders,
    /** Connects a reader, or takes it away, with whatever lies on it. */
    connect(name: string) {
      readers.set(name, { card: 'none', changes: 0, answers: [] })
      tellState(name)
    },
    disconnect(name: string) {
      if (readers.delete(name)) say({ kind: 'gone', reader: name })
    },
    /** Lays a card with this UID on the reader; one that lay there is gone. */
    lay: (uid: string, name = acr) => change(name, 'present', [`${uid}9000`]),
    /** Lays a card that answers so. */
    layAnswering: (given: PlayedReader['answers'], name = acr) => change(name, 'present', given),
    layMute: (name = acr) => change(name, 'silent'),
    takeAway: (name = acr) => change(name, 'none'),
    /** From now on nothing is answered, not even a start. */
    hang: (on: boolean) => (answers = !on),
  }
}
