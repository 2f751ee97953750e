/** The driver, and the simulator's acceptor at the other end of a line that a test can spoil. */
import { ManualClock, silentLog } from '@palang/kit'
import { IctAcceptor, ictDelays } from '../../../../../../simulator/src/cash/ict-acceptor.ts'
import type { PortMaker } from '../../../../../../simulator/src/transport/played-port.ts'
import { usualIctBytes } from '@palang/config'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { FakePort } from '../../../../io/fake-stream.ts'
import type { CashEvent } from '../../port.ts'
import { delays as ours } from './delays.ts'
import { IctCash } from './driver.ts'

export const channels = [1_000, 5_000, 10_000, 100_000, 0]

/** An acceptor that moves notes so fast that a test need not wait. */
export const quick = { ...ictDelays, drawMs: 10, moveMs: 10 }

export type Spoil = (bytes: Uint8Array) => Uint8Array

export interface IctRigOptions {
  delays?: typeof ictDelays
  clock?: ManualClock
  /** What becomes of bytes on their way. */
  toHost?: Spoil
  toAcceptor?: Spoil
  /** Between the driver and the port. */
  through?: (streams: StreamFactory) => StreamFactory
}

/** Both ends, the driver not started. */
export function ictRig({
  delays = ictDelays,
  clock = new ManualClock(),
  toHost = same,
  toAcceptor = same,
  through = given => given,
}: IctRigOptions = {}) {
  const port = new FakePort()
  const makePort: PortMaker = (_name, listener) => {
    port.onWritten(bytes => listener.data(toAcceptor(bytes)))
    return {
      address: () => 'fake',
      start: async () => undefined,
      stop: async () => undefined,
      isOpen: () => true,
      write: bytes => port.send(toHost(bytes)),
      unplug: async () => port.unplug(),
      plug: async () => port.plug(),
    }
  }
  const acceptor = new IctAcceptor({ name: 'cash', clock, makePort, changed: () => undefined, channels, delays })
  const nowhere = new FakePort()
  nowhere.unplug()
  /** A driver, and the end of its process: from then on it reaches nothing, and the port is free for the next. */
  const process = () => {
    let isAlive = true
    const streams = through(() => (isAlive ? port.streams() : nowhere.streams()))
    const cash = new IctCash({ streams, clock, log: silentLog(), bytes: usualIctBytes, channels, random: () => 0.5 })
    return {
      cash,
      kill() {
        isAlive = false
        port.hangUp()
      },
    }
  }
  return { clock, port, acceptor, process, make: () => process().cash, advance: (byMs: number) => clock.advance(byMs) }
}

/** Started, known to each other, and the slot open unless told otherwise; with what the driver told since. */
export async function startedIct(options: IctRigOptions & { enable?: boolean } = {}) {
  const rig = ictRig({ delays: quick, ...options })
  const cash = rig.make()
  const told: string[] = []
  cash.subscribe(event => told.push(wordsOf(event)))
  cash.start()
  await rig.advance(2 * ours.answerMs + 10)
  if (options.enable !== false) await cash.enable()
  await rig.advance(10)
  told.length = 0
  return { ...rig, cash, told }
}

export function wordsOf(event: CashEvent): string {
  switch (event.kind) {
    case 'status':
      return 'reason' in event.status ? `${event.status.state} ${event.status.reason}` : event.status.state
    case 'refused':
      return `refused ${event.amount} ${event.reason}`
    case 'unproven':
      return `unproven ${event.amount} ${event.why}`
    default:
      return `${event.kind} ${event.amount}`
  }
}

function same(bytes: Uint8Array): Uint8Array {
  return bytes
}
