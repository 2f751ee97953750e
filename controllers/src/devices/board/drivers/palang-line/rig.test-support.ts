/** A Palang line driver on a fake port with the test board behind it. */
import { ManualClock, silentLog } from '@palang/kit'
import { FakePort } from '../../../../io/fake-stream.ts'
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

/** Not started yet. Back-off is the longest possible, so that tests do not depend on luck. */
export function palangLineRig(): PalangLineRig {
  const clock = new ManualClock()
  const port = new FakePort()
  const model = new BarrierModel({ clock })
  const peer = new TestBoard({ clock, model, send: text => port.send(text) })
  port.onWritten(bytes => peer.receive(bytes))
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
