/** Ports in memory for the tests, with a hand on the controller's end. */
import type { PlayedPort, PortListener, PortMaker } from './played-port.ts'

export interface ControllerEnd {
  open(): void
  close(): void
  /** Sends one line to the device. */
  say(line: string): void
  /** Sends bytes as they are. */
  utter(bytes: Uint8Array): void
  /** Every line the device sent so far. */
  heard: string[]
  /** Everything the device sent so far, as Latin-1. */
  raw: string
  /** Called with each line the device sends. */
  onLine: (line: string) => void
  plugged: boolean
}

export interface MemoryPorts {
  make: PortMaker
  /** The controller's end of a port, by name, as `gate_in-board`. */
  end(name: string): ControllerEnd
}

export function memoryPorts(): MemoryPorts {
  const ends = new Map<string, ControllerEnd>()
  return {
    make: (name, listener) => {
      const { port, end } = connect(name, listener)
      ends.set(name, end)
      return port
    },
    end(name) {
      const end = ends.get(name)
      if (end === undefined) throw new Error(`no port ${name}`)
      return end
    },
  }
}

function connect(name: string, listener: PortListener): { port: PlayedPort; end: ControllerEnd } {
  let open = false
  let rest = ''
  const close = () => {
    if (!open) return
    open = false
    listener.closed()
  }
  const end: ControllerEnd = {
    open() {
      open = true
      listener.opened()
    },
    close,
    say: line => listener.data(Buffer.from(`${line}\n`, 'latin1')),
    utter: bytes => listener.data(bytes),
    heard: [],
    raw: '',
    onLine: () => undefined,
    plugged: true,
  }
  const port: PlayedPort = {
    address: () => `memory:${name}`,
    start: async () => undefined,
    stop: async () => close(),
    isOpen: () => open,
    write(bytes) {
      if (!open) return
      end.raw += Buffer.from(bytes).toString('latin1')
      const pieces = (rest + Buffer.from(bytes).toString('latin1')).split('\n')
      rest = pieces.pop() ?? ''
      for (const line of pieces) {
        end.heard.push(line)
        end.onLine(line)
      }
    },
    async unplug() {
      end.plugged = false
      close()
    },
    async plug() {
      end.plugged = true
    },
  }
  return { port, end }
}
