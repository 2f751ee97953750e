/** The control interface: HTTP and JSON on loopback, for scripts, tests and demonstrations. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isCoded, messageOf } from '@palang/kit/errors'
import { treatment } from '@palang/protocol'
import { z } from 'zod'
import { trafficSettings } from '../traffic/traffic.ts'
import { type LoopbackServer, loopbackServer } from '../transport/loopback-server.ts'
import { describeGate, describeWorld, type World } from '../world/world.ts'
import { type GateAct, gateActs, runGateAct } from './acts.ts'
import { condition, waitFor } from './conditions.ts'
import { qrisActs } from './qris-acts.ts'
import { readBody } from './read-body.ts'
import { waterAct, waterActs } from './water-acts.ts'

interface Reply {
  status: number
  body: Record<string, unknown>
}

const press = z.strictObject({ treatment })

/** Serves `world` on `port`; 0 takes a free one. */
export function createControlServer(world: World, port: number): LoopbackServer {
  return loopbackServer(port, (request, response) => void handle(world, request, response))
}

async function handle(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(world, request).catch((error: unknown) => failure(world, error))
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
  response.end(`${JSON.stringify(body)}\n`)
}

async function answer(world: World, request: IncomingMessage): Promise<Reply> {
  // A page in a browser on this machine must not be able to move the simulated barrier.
  if (request.headers.origin !== undefined) return problem(403, 'forbidden', 'pages may not use this interface')
  const [first = '', second = '', third = '', ...rest] = new URL(request.url ?? '/', 'http://local').pathname
    .split('/')
    .filter(part => part !== '')
  if (rest.length > 0) return problem(404, 'not_found', 'there is nothing at this path')
  if (first === 'gates') return atGate(world, request, second, third)
  if (first === 'waters') return atWater(world, request, second, third)
  if (first === 'treatment-devices') return atDevice(world, request, second, third)
  if (first === 'qris') return third === '' ? atGateway(world, request, second) : problem(404, 'not_found', 'there is nothing at this path')
  if (second !== '') return problem(404, 'not_found', 'there is nothing at this path')
  if (first === '' || first === 'state') return request.method === 'GET' ? { status: 200, body: describeWorld(world) } : notAllowed('GET')
  if (first === 'traffic') {
    if (request.method !== 'POST') return notAllowed('POST')
    const wanted = trafficSettings.partial().parse(await readBody(request))
    world.traffic.change(withoutUndefined(wanted))
    if (wanted.on !== undefined) world.waterTraffic.switchOn(wanted.on)
    return { status: 200, body: { ...world.traffic.settings() } }
  }
  if (first === 'wait') {
    if (request.method !== 'POST') return notAllowed('POST')
    const wanted = condition.parse(await readBody(request))
    if (!world.gates.some(gate => gate.id === wanted.gate)) return unknownGate(world, wanted.gate)
    const held = await waitFor(world, wanted)
    return held
      ? { status: 200, body: { held, state: describeWorld(world) } }
      : problem(504, 'condition_not_met', 'the condition did not hold in time')
  }
  return problem(404, 'not_found', 'there is nothing at this path')
}

async function atGate(world: World, request: IncomingMessage, id: string, actName: string): Promise<Reply> {
  const gate = world.gates.find(one => one.id === id)
  if (gate === undefined) return unknownGate(world, id)
  if (actName === '') return request.method === 'GET' ? { status: 200, body: describeGate(world, gate) } : notAllowed('GET')
  const name = actName.replaceAll('-', '_')
  if (!Object.hasOwn(gateActs, name)) return problem(404, 'not_found', `there is no such act; known: ${Object.keys(gateActs).join(', ')}`)
  if (request.method !== 'POST') return notAllowed('POST')
  return { status: 200, body: await runGateAct(world, gate, name as GateAct, await readBody(request)) }
}

async function atDevice({ units }: World, request: IncomingMessage, id: string, act: string): Promise<Reply> {
  if (act !== 'press') return problem(404, 'not_found', 'there is no such act; known: press')
  if (request.method !== 'POST') return notAllowed('POST')
  const { treatment: wanted } = press.parse(await readBody(request))
  return units.press(decodeURIComponent(id), wanted)
    ? { status: 200, body: { pressed: wanted, counts: units.view() } }
    : problem(404, 'not_found', `there is no played treatment device ${JSON.stringify(id)}, or it was not switched on yet`)
}

async function atWater(world: World, request: IncomingMessage, id: string, act: string): Promise<Reply> {
  const stand = world.waters.find(one => one.id === id)
  if (stand === undefined) return problem(404, 'unknown_machine', `there is no water machine ${JSON.stringify(id)}`)
  if (act === '') return request.method === 'GET' ? { status: 200, body: stand.view() } : notAllowed('GET')
  const run = waterAct(act.replaceAll('-', '_'))
  if (run === undefined) return problem(404, 'not_found', `there is no such act; known: ${Object.keys(waterActs).join(', ')}`)
  if (request.method !== 'POST') return notAllowed('POST')
  return { status: 200, body: await run(stand, await readBody(request), world.clock) }
}

async function atGateway({ gateway }: World, request: IncomingMessage, act: string): Promise<Reply> {
  if (gateway === undefined) return problem(404, 'not_found', 'no payment provider is played here')
  if (act === '')
    return request.method === 'GET'
      ? { status: 200, body: { charges: gateway.charges.all(), faults: gateway.faults() } }
      : notAllowed('GET')
  if (act !== 'pay' && act !== 'fault') return problem(404, 'not_found', `there is no such act; known: ${Object.keys(qrisActs).join(', ')}`)
  if (request.method !== 'POST') return notAllowed('POST')
  return { status: 200, body: await qrisActs[act](gateway, await readBody(request)) }
}

function failure(world: World, error: unknown): Reply {
  if (error instanceof z.ZodError) {
    const errors = error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message }))
    return { status: 400, body: { status: 400, code: 'invalid_request', title: 'The request is not valid', errors } }
  }
  if (error instanceof SyntaxError) return problem(400, 'invalid_json', error.message)
  if (isCoded(error)) return problem(409, error.code, error.message)
  world.log.error({ err: error }, 'control request failed')
  return problem(500, 'internal', messageOf(error))
}

function problem(status: number, code: string, title: string): Reply {
  return { status, body: { status, code, title } }
}

function notAllowed(method: string): Reply {
  return problem(405, 'method_not_allowed', `use ${method} here`)
}

function unknownGate(world: World, id: string): Reply {
  return problem(404, 'unknown_machine', `there is no gate ${JSON.stringify(id)}; known: ${world.gates.map(gate => gate.id).join(', ')}`)
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}
