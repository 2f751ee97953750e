/** A Palang line driver on a fake port with the test board behind it. */
import { ManualClock, silentLog } from '@palang/kit'
import { onTestFinished } from 'vitest'
import { FakePort } from '../../../../io/fake-stream.ts'
import type { Device } from '../../../status.ts'
import { BarrierModel } from '../../barrier-model.ts'
import type { BoardRig } from '../../contract.ts'
import type { BoardEvent } from '../../port.ts'
import { PalangLineGate } from './gate-driver.ts'
import { TestBoard } from './firmware.test-support.ts'

export interface PalangLineRig extends BoardRig {
  clock: ManualClock
  port: FakePort
  peer: TestBoard
  events: BoardEvent[]
}

/** A test board at the other end of a fake port. */
export function peerBehindPort() {
  const clock = new ManualClock()
  const port = new FakePort()
  const model = new BarrierModel({ clock })
  const peer = new TestBoard({ clock, model, send: text => port.send(text) })
  port.onWritten(bytes => peer.receive(bytes))
  return { clock, port, model, peer }
}

/** Starts `board` until the test is over, and waits until it may know its peer. Resolves to what it tells. */
export async function eventsOf<Event>(board: Device<Event>, clock: ManualClock): Promise<readonly Event[]> {
  const events: Event[] = []
  board.subscribe(event => events.push(event))
  board.start()
  onTestFinished(() => board.stop())
  await clock.advance(2_000)
  return events
}

/** Not started yet. Back-off is the longest possible, so that tests do not depend on luck. */
export function palangLineRig(): PalangLineRig {
  const { clock, port, model, peer } = peerBehindPort()
  const board = new PalangLineGate({ streams: port.streams, clock, log: silentLog(), random: () => 0.999 })
  const events: BoardEvent[] = []
  board.subscribe(event => events.push(event))
  return {
    clock,
    port,
    peer,
    model,
    board,
    events,
    advance: byMs => clock.advance(byMs),
    unplug: () => port.unplug(),
    plug: () => port.plug(),
    restart: cause => peer.restart(cause),
  }
}
