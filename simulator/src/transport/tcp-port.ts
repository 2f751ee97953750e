/** A serial port as a TCP listener, for systems without ptys; the bytes are the same. */
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { lineBufferBytes, type PlayedPort, type PortListener } from './played-port.ts'

const host = '127.0.0.1'

/** A port at `wanted` (0 takes a free one, which it then keeps). A second controller takes over from the first. */
export function tcpPort(wanted: number, listener: PortListener): PlayedPort {
  let server: Server | undefined
  let current: Socket | undefined
  let port = wanted

  const drop = () => {
    const socket = current
    current = undefined
    socket?.destroy()
    if (socket !== undefined) listener.closed()
  }
  const accept = (socket: Socket) => {
    drop()
    current = socket
    socket.setNoDelay(true)
    socket.on('data', bytes => {
      if (current === socket) listener.data(bytes)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (current !== socket) return
      current = undefined
      listener.closed()
    })
    listener.opened()
  }
  const listen = async () => {
    if (server !== undefined) return
    const opening = createServer(accept)
    server = opening
    await new Promise<void>((resolve, reject) => {
      opening.once('error', reject)
      opening.listen(port, host, resolve)
    }).catch((error: unknown) => {
      server = undefined
      throw error
    })
    port = (opening.address() as AddressInfo).port
  }
  const close = async () => {
    const closing = server
    server = undefined
    drop()
    if (closing !== undefined) await new Promise(resolve => closing.close(resolve))
  }
  return {
    address: () => `tcp://${host}:${port}`,
    start: listen,
    stop: close,
    isOpen: () => current !== undefined,
    write(bytes) {
      if (current !== undefined && current.writableLength < lineBufferBytes) current.write(bytes)
    },
    unplug: close,
    plug: listen,
  }
}
