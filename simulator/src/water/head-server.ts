/** All heads of a site behind one port, each at a path of its own: `/<machine>/readings`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@palang/kit/clock'
import { type LoopbackServer, loopbackServer } from '../transport/loopback-server.ts'
import type { SensorHead } from './sensor-head.ts'

/** Serves what `headOf` gives for a machine; `port` 0 takes a free one. */
export function createHeadServer(port: number, clock: Clock, headOf: (machineId: string) => SensorHead | undefined): LoopbackServer {
  return loopbackServer(port, (request, response) => answer(request, response, clock, headOf))
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  clock: Clock,
  headOf: (machineId: string) => SensorHead | undefined,
): void {
  const [, machineId = '', path] = /^\/([^/?]+)\/(readings|details)$/.exec(request.url ?? '') ?? []
  const head = headOf(machineId)
  if (request.method !== 'GET' || head === undefined || (path !== 'readings' && path !== 'details'))
    return send(response, 404, 'application/json', '{"code":"not_found"}')
  const told = head.answer(path)
  if (told === undefined) return void request.socket.destroy()
  if (told.afterMs === 0) return send(response, told.status, told.contentType, told.body)
  const waiting = clock.after(told.afterMs, () => send(response, told.status, told.contentType, told.body))
  response.once('close', () => waiting.cancel())
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
  response.end(body)
}
