/** Controllers: `/ws/controller/{machine_id}`. Who may come in as which machine. */
import type { IncomingMessage } from 'node:http'
import { isoNow } from '@palang/kit'
import { closeCode, type ErrorCode } from '@palang/protocol'
import type { WebSocket } from 'ws'
import type { Actor, HubServices } from '../../services.ts'
import { machineOf } from '../../site-machines.ts'
import { createAdmissions, type Admissions } from './admissions.ts'
import { credentialsOf } from './authenticator.ts'
import { ControllerSession, type ControllerParts } from './controller-session.ts'
import { keepAlive } from './heartbeat.ts'
import { textOf } from './text-frame.ts'

/** With more messages waiting than this the machine is not read from; one of ours tells facts in fewer messages ahead. */
const mostWaiting = 64

export interface ControllerEdge {
  accept(socket: WebSocket, request: IncomingMessage, machineId: string): void
}

/** Accepts controllers for one hub. */
export function controllerEdge(options: ControllerParts): ControllerEdge {
  const { clock, log } = options.services
  const admissions = createAdmissions(options.services)
  return {
    accept(socket, request, machineId) {
      keepAlive(socket, clock)
      socket.on('error', error => log.debug({ err: error }, 'controller socket'))
      const fail = (error: unknown) => {
        log.error({ err: error, machine: machineId }, 'controller message failed')
        socket.close(1011, 'try again')
      }
      let session: ControllerSession | undefined
      const inTurn = oneByOne(socket, fail)
      inTurn(async () => {
        session = await admit(options, admissions, { socket, request, machineId, failed: fail })
      })
      socket.on('message', data => {
        const work = session === undefined ? () => session?.hear(textOf(data))?.() : session.hear(textOf(data))
        if (work !== undefined) inTurn(work)
      })
      socket.once('close', () => inTurn(() => session?.ended()))
    },
  }
}

/**
 * Handles strictly one after the other: a welcome goes out before the facts behind the hello are looked at. A controller
 * that says more than is handled is not read from until it is.
 */
function oneByOne(socket: WebSocket, fail: (error: unknown) => void): (work: () => Promise<void> | void) => void {
  let turn = Promise.resolve()
  let waiting = 0
  return work => {
    if (++waiting > mostWaiting) socket.pause()
    turn = turn
      .then(work)
      .catch(fail)
      .finally(() => {
        if (--waiting <= mostWaiting && socket.isPaused) socket.resume()
      })
  }
}

async function admit(
  options: ControllerParts,
  admissions: Admissions,
  { socket, request, machineId, failed }: { socket: WebSocket; request: IncomingMessage; machineId: string; failed(error: unknown): void },
): Promise<ControllerSession | undefined> {
  const { access, services } = options
  const actor = await admissions.admit(socket, () => access.authenticate(credentialsOf(request, services.site)))
  if (actor === undefined) {
    socket.close(closeCode.unauthenticated, 'the token of this machine is needed')
    return undefined
  }
  const machine = machineOf(services.site, machineId)
  if (machine !== undefined && actor.machineId === machineId)
    return new ControllerSession(options, { socket, tcp: request.socket, machineId, family: machine.family, actor, failed })
  const payload = refusalOf(services, machineId, actor)
  socket.send(JSON.stringify({ type: 'refused', timestamp: isoNow(services.clock), payload }))
  socket.close(closeCode.forbidden, payload.code)
  return undefined
}

/** Why nobody comes in as this machine; to others than itself one that announced itself is not there. */
function refusalOf({ site, announced }: HubServices, machineId: string, actor: Actor): { code: ErrorCode; message: string } {
  if (machineOf(site, machineId) !== undefined) return { code: 'forbidden', message: 'this token belongs to another machine' }
  if (actor.machineId === machineId && announced.has(machineId))
    return { code: 'not_supported', message: `${machineId} only posts readings; a machine with a controller stands in the site file` }
  return { code: 'unknown_machine', message: `there is no machine ${machineId.slice(0, 64)}` }
}
