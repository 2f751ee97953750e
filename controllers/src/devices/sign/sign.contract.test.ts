import { ManualClock, silentLog } from '@palang/kit'
import { FakePort } from '../../io/fake-stream.ts'
import { signContract } from './contract.ts'
import { AsciiLineSign } from './drivers/ascii-line/driver.ts'
import { SimulatedSign } from './simulated.ts'

signContract('ascii-line', () => {
  const [port, clock] = [new FakePort(), new ManualClock()]
  const form = { prefix: '', terminator: '\n', repeatMs: 60_000 }
  return {
    sign: new AsciiLineSign({ streams: port.streams, clock, log: silentLog(), random: () => 0.5, ...form }),
    shown: () => port.written.trimEnd().split('\n').at(-1) ?? '',
    plug: on => (on ? port.plug() : port.unplug()),
    advance: ms => clock.advance(ms),
  }
})

signContract('simulated', () => {
  const clock = new ManualClock()
  const sign = new SimulatedSign({ clock })
  return { sign, shown: () => sign.shown(), plug: on => sign.plug(on), advance: ms => clock.advance(ms) }
})
