import type { PlayedPort, PortMaker } from '../../../simulator/src/transport/played-port.ts'
import type { FakePort } from './fake-stream.ts'

/** Ports for a device the simulator plays, at the other end of `port`. */
export function portsOn(port: FakePort): PortMaker {
  return (name, listener): PlayedPort => {
    port.onTurned(turn => listener[turn]())
    port.onWritten(bytes => listener.data(bytes))
    return {
      address: () => `fake:${name}`,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      isOpen: () => port.isTaken,
      write: bytes => port.send(bytes),
      unplug: () => Promise.resolve(port.unplug()),
      plug: () => Promise.resolve(port.plug()),
    }
  }
}
