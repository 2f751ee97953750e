/** Tokens of programs, machines and devices, and how a machine on another computer comes to its own. */
import {
  activationCode,
  enrollBody,
  enrolled,
  newTokenBody,
  tokenList,
  tokenOnce,
  tokenView as tokenSchema,
  type TokenView,
} from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import type { NewToken, Tokens } from '../../access/tokens.ts'
import { mustReachMachine } from '../../access/reach.ts'
import type { HubServices } from '../../services.ts'
import { machineOf } from '../../site-machines.ts'
import type { TokenRecord } from '../../store/records.ts'
import { sourceOf, type AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'

const machineInPath = { path: { id: 'gate_out' } }

export interface TokenRouteParts {
  services: HubServices
  tokens: Tokens
}

/** `/api/tokens`, `/api/enroll` and what belongs to them at a machine. */
export function tokenRoutes(parts: TokenRouteParts) {
  return new Hono<AppEnv>().route('/', tokenRegistry(parts)).route('/', machineTokens(parts)).route('/', enrolling(parts))
}

function tokenRegistry({ services: { clock }, tokens }: TokenRouteParts) {
  return new Hono<AppEnv>()
    .get(
      '/api/tokens',
      describe({ id: 'listTokens', tag: 'Access', summary: 'Tokens of programs, machines and devices', ok: { schema: tokenList } }),
      allow('admin', { everywhere: true }),
      async c => c.json({ items: (await tokens.list()).map(token => tokenView(token, clock.now())) }),
    )
    .post(
      '/api/tokens',
      describe({
        id: 'addToken',
        tag: 'Access',
        summary: 'A token for a program or a device',
        description: 'The secret is shown this once. Machines get theirs with an activation code.',
        ok: { status: 201, schema: tokenOnce },
        errors: ['already_exists'],
      }),
      allow('admin', { everywhere: true }),
      body(newTokenBody),
      async c => {
        const { token, secret } = await tokens.add(c.get('actor'), wantedToken(c.req.valid('json')))
        return c.json({ token: tokenView(token, clock.now()), secret }, 201)
      },
    )
    .delete(
      '/api/tokens/:id',
      describe({
        id: 'revokeToken',
        tag: 'Access',
        summary: 'Take a token back',
        description: 'What was connected with it is disconnected at once. A machine loses every token it has.',
        path: { id: '019bda5e-9a40-7000-8000-0000000000f1' },
        ok: { status: 204 },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      async c => {
        await tokens.revoke(c.get('actor'), c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function wantedToken(given: z.output<typeof newTokenBody>): NewToken {
  const expiresInDays = given.expires_in_days
  if (given.kind === 'device') {
    const { device_id: machineId, name } = given
    return { kind: 'device', name: machineId ?? name ?? 'fleet', scopes: [], outlets: null, machineId, expiresInDays }
  }
  return { kind: 'api', name: given.name, scopes: given.scopes, outlets: given.outlets, machineId: null, expiresInDays }
}

function machineTokens({ services, tokens }: TokenRouteParts) {
  const { fleet, clock, site, announced } = services
  const mustKnow = (machineId: string) => {
    if (machineOf(site, machineId) === undefined && !announced.has(machineId)) throw refusal('unknown_machine', 'there is no such machine')
  }
  return new Hono<AppEnv>()
    .post(
      '/api/v1/machines/:id/activation',
      describe({
        id: 'makeActivationCode',
        tag: 'Access',
        summary: 'A code with which a controller on another computer gets the token of this machine',
        description: 'Good for ten minutes and one use; an earlier code of the machine is void.',
        ...machineInPath,
        ok: { status: 201, schema: activationCode },
        errors: ['unknown_machine'],
      }),
      allow('admin'),
      async c => {
        const machineId = c.req.param('id')
        mustKnow(machineId)
        mustReachMachine(c.get('reach'), machineId)
        const { code, expiresAt } = await tokens.activationCode(c.get('actor'), machineId)
        return c.json({ machine_id: machineId, code, expires_at: expiresAt }, 201)
      },
    )
    .post(
      '/api/v1/machines/:id/renew-token',
      describe({
        id: 'renewMachineToken',
        tag: 'Access',
        summary: 'Give a connected machine a new token',
        description: 'The connection stays. The old token stops working once the machine has the new one on its disk.',
        ...machineInPath,
        ok: { schema: tokenSchema },
        errors: ['unknown_machine', 'machine_offline', 'not_supported', 'outcome_unknown', 'conflict'],
      }),
      allow('admin'),
      async c => {
        const machineId = c.req.param('id')
        mustKnow(machineId)
        mustReachMachine(c.get('reach'), machineId)
        if (!fleet.isOnline(machineId)) throw refusal('machine_offline', `${machineId} is not connected`)
        const token = await tokens.renew(c.get('actor'), machineId, secret => fleet.deliverToken(machineId, secret))
        return c.json(tokenView(token, clock.now()))
      },
    )
}

function enrolling({ tokens }: TokenRouteParts) {
  return new Hono<AppEnv>().post(
    '/api/enroll',
    describe({
      id: 'enroll',
      tag: 'Access',
      summary: "Exchange an activation code for a machine's token",
      description: 'Tokens the machine had before stop working.',
      open: true,
      ok: { status: 201, schema: enrolled },
      errors: ['unauthenticated', 'rate_limited'],
    }),
    body(enrollBody),
    async c => {
      const { code, machine_id: asked } = c.req.valid('json')
      const { machineId, secret } = await tokens.enroll({ code, machineId: asked, source: sourceOf(c) })
      return c.json({ machine_id: machineId, token: secret }, 201)
    },
  )
}

function tokenView(token: TokenRecord, nowMs: number): TokenView {
  return {
    id: token.id,
    kind: token.kind,
    name: token.name,
    scopes: token.scopes,
    outlets: token.outlets,
    machine_id: token.machineId,
    created_at: token.createdAt,
    created_by: token.createdBy,
    expires_at: token.expiresAt,
    expired: token.expiresAt !== null && Date.parse(token.expiresAt) <= nowMs,
    last_used_at: token.lastUsedAt,
  }
}
