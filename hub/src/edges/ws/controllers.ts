/** Controllers: `/ws/controller/{machine_id}`, contract section 4. Who may come in as which machine. */
import type { IncomingMessage } from 'node:http'
import { isoNow } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import type { WebSocket } from 'ws'
import { createAdmissions, type Admissions } from './admissions.ts'
import { credentialsOf } from './authenticator.ts'
import { ControllerSession, type ControllerParts } from './controller-session.ts'
import { keepAlive } from './heartbeat.ts'
import { textOf } from './text-frame.ts'

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
      // Handled strictly one after the other: a welcome goes out before the facts behind the hello are looked at.
      let session: ControllerSession | undefined
      let turn = admit(options, admissions, { socket, request, machineId, failed: fail })
        .then(admitted => {
          session = admitted
        })
        .catch(fail)
      socket.on('message', data => {
        turn = turn.then(() => session?.receive(textOf(data))).catch(fail)
      })
      socket.once('close', () => {
        turn = turn.then(() => session?.ended())
      })
    },
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
  const machine = services.site.machines.find(m => m.id === machineId)
  if (machine !== undefined && actor.machineId === machineId)
    return new ControllerSession(options, { socket, tcp: request.socket, machineId, family: machine.family, actor, failed })
  const payload =
    machine === undefined
      ? { code: 'unknown_machine', message: `there is no machine ${machineId.slice(0, 64)}` }
      : { code: 'forbidden', message: 'this token belongs to another machine' }
  socket.send(JSON.stringify({ type: 'refused', timestamp: isoNow(services.clock), payload }))
  socket.close(closeCode.forbidden, payload.code)
  return undefined
}
