/**
 * A controller as a reader of `parking-websocket.txt` would write it, knowing nothing else of us: one WebSocket to
 * `/ws/controller/{gate}`, the first message a `hardware_status`, local times without a zone, no ids, no answers the
 * document does not name. Its token is part of the address, because an address is all such a program can be given.
 */
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface DocumentController {
  /** Every message of the hub, as it came. */
  received: { type: string; payload: Record<string, unknown>; [field: string]: unknown }[]
  hardwareStatus(gateStatus: string): void
  send(type: string, payload: Record<string, unknown>): void
  /** What it does when it is told to open or close: move and report, or nothing at all. */
  obeys: boolean
  isOpen(): boolean
  stop(): Promise<void>
}

/** Connects and tells its hardware, as `main_websocket.py gate_in` does. `url` is `ws://gate_in:TOKEN@host:port/ws/controller/gate_in`. */
export async function startDocumentController(url: string, gateId: string): Promise<DocumentController> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const controller: DocumentController = {
    received: [],
    obeys: true,
    send: (type, payload) => socket.send(JSON.stringify({ type, payload, gate_id: gateId, timestamp: localTime() })),
    hardwareStatus(gateStatus) {
      controller.send('hardware_status', {
        camera: { connected: true, status: 'ready' },
        card_reader: { connected: true, port: 'COM17' },
        arduino: { connected: true, gate_status: gateStatus },
      })
    },
    isOpen: () => socket.readyState === WebSocket.OPEN,
    async stop() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
  socket.on('message', data => {
    const message = JSON.parse((data as Buffer).toString('utf8')) as DocumentController['received'][number]
    controller.received.push(message)
    if (message.type !== 'gate_control' || !controller.obeys) return
    controller.send('gate_control_response', { success: true, action: message.payload['action'] })
    controller.hardwareStatus(message.payload['action'] === 'open' ? 'open' : 'closed')
  })
  controller.hardwareStatus('closed')
  return controller
}

/** As Python's `datetime.now().isoformat()`. */
function localTime(): string {
  return new Date().toISOString().replace('Z', '456')
}
