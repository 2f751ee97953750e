import { type Clock, type Log, ManualClock, silentLog } from '@palang/kit'
import { FakePort } from '../../io/fake-stream.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'

/** A reader's driver on a port that a test plays. */
export function readerRig(make: (parts: { streams: FakePort['streams']; clock: Clock; log: Log }) => ReaderPort) {
  const clock = new ManualClock()
  const port = new FakePort()
  const reader = make({ streams: port.streams, clock, log: silentLog() })
  return { clock, port, reader, advance: (byMs: number) => clock.advance(byMs), plug: (on: boolean) => (on ? port.plug() : port.unplug()) }
}

/** The same, connected, with what it has told since. */
export async function startedReader(make: Parameters<typeof readerRig>[0]) {
  const rig = readerRig(make)
  const events: ReaderEvent[] = []
  rig.reader.start()
  await rig.advance(10)
  rig.reader.subscribe(event => events.push(event))
  const cards = () => events.flatMap(event => (event.kind === 'card' ? [event.cardId] : []))
  return { ...rig, events, cards }
}
