/** The driver, and the simulator's terminal at the other end of its line. */
import { ManualClock, silentLog } from '@palang/kit'
import { CardTerminal, type SaleEnd } from '../../../../../../simulator/src/terminal/card-terminal.ts'
import type { PlayedPort } from '../../../../../../simulator/src/transport/played-port.ts'
import { FakePort } from '../../../../io/fake-stream.ts'
import { portsOn } from '../../../../io/played-port.test-support.ts'
import type { TerminalRig } from '../../contract.ts'
import { SimulatedLineTerminal } from './driver.ts'

const customers = { pays: 'approve', is_declined: 'decline', stays_away: 'time_out' } as const satisfies Record<
  Parameters<TerminalRig['customer']>[0],
  SaleEnd
>
/** How sales end. */
const ends = /^(APPROVED|DECLINED|CANCELLED|NOCARD) /

export function lineTerminalRig() {
  const clock = new ManualClock()
  const port = new FakePort()
  let losesAnswers = false
  const lossy = (played: PlayedPort): PlayedPort => ({
    ...played,
    write: bytes => {
      if (!losesAnswers || !ends.test(Buffer.from(bytes).toString('latin1'))) played.write(bytes)
    },
  })
  const counter = new CardTerminal({
    name: 'terminal',
    clock,
    makePort: (name, listener) => lossy(portsOn(port)(name, listener)),
    changed: () => undefined,
  })
  const driver = () => new SimulatedLineTerminal({ streams: port.streams, clock, log: silentLog() })
  return {
    clock,
    port,
    counter,
    terminal: driver(),
    customer: (does: keyof typeof customers) => counter.will({ end: customers[does], sales: 1_000 }),
    loseAnswers: (on: boolean) => void (losesAnswers = on),
    plug: (on: boolean) => (on ? port.plug() : port.unplug()),
    advance: (byMs: number) => clock.advance(byMs),
    charged: () => counter.taken().map(({ payment_id: paymentId }) => paymentId),
    async restart() {
      const next = driver()
      next.start()
      await clock.advance(12_000)
      return next
    },
  } satisfies TerminalRig & Record<string, unknown>
}
