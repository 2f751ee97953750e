/** Every route of the panel, from the machine itself and from afar, with whatever may come. A failure prints its seed. */
import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import {
  cameraControl,
  dispense,
  entryRequest,
  errorCatalogue,
  exitRequest,
  gateControl,
  handoverStep,
  isErrorCode,
  laneHold,
  logScanBody,
  product,
  treatmentStart,
} from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { JsonSchema } from '../../../protocol/src/testing/fitting.ts'
import { hostileTexts, tries } from '../../../protocol/src/testing/hostile.ts'
import { receiptBody } from './checkpoint-routes.ts'
import { choiceBody } from './choice.ts'
import { panelApp } from './panel.ts'
import { fakeCheckpoint } from './testing/fake-checkpoint.ts'
import { fakeMachine, fakeSource } from './testing/fake-machine.ts'

const token = 'panel-token-of-this-machine'
const folder = path.join(import.meta.dirname, 'no-kiosk-here')
/** A call that takes longer hangs. */
const hangsAfterMs = 15_000

const errors: unknown[] = []
const machine = fakeMachine({
  execute: command => {
    // Whatever is passed on to the machine can be written down.
    JSON.stringify(command)
    return Promise.resolve({ command_id: command.id, state: 'succeeded' })
  },
  present: (purpose, credential) =>
    Promise.resolve(
      credential.kind === 'card' ? { ok: true, decision: { purpose, result: { approved: true } } } : { ok: false, code: 'no_vehicle' },
    ),
})
/** Of a family that sells; it takes every wish. */
const selling = { ...machine, act: () => null, choose: () => null, chooseTreatment: () => null }
/** What it would write down can be written down. */
const checkpoint = fakeCheckpoint(what => JSON.stringify(what) !== '')
const sources = { gate: fakeSource(machine), water: fakeSource(selling), ozone: fakeSource(selling), checkpoint: fakeSource(checkpoint) }
const log = Object.assign(silentLog(), { error: (...about: unknown[]) => void errors.push(about) })
const clock = new ManualClock()
const appFor = (family: PanelFamily, peer: string) =>
  panelApp({
    ...{ family, host: '127.0.0.1', port: 0, token, kioskFolder: folder, clock, log, peer: () => peer },
    source: sources[family],
  })
type PanelFamily = keyof typeof sources
const appsOf = (family: PanelFamily) => ({ local: appFor(family, '127.0.0.1'), distant: appFor(family, '192.168.1.9') })
const apps = { gate: appsOf('gate'), water: appsOf('water'), ozone: appsOf('ozone'), checkpoint: appsOf('checkpoint') }

const control = gateControl.extend({ id: z.string().optional(), deadline: z.iso.datetime().optional(), hub_epoch: z.uuid().optional() })
/** What each route that reads a body is sent; a new one must say what it takes. */
const bodies: Record<string, z.ZodType | undefined> = {
  '/api/parking/entry': entryRequest,
  '/api/parking/exit': exitRequest,
  '/api/parking/qris': z.object({ act: z.enum(['start', 'cancel']) }),
  '/api/parking/card': z.object({ act: z.enum(['start', 'cancel']) }),
  '/api/gate/control': control,
  '/api/gate/hold': laneHold,
  '/api/camera/control': cameraControl,
  '/api/help': undefined,
  '/api/parking/lost-ticket': undefined,
  '/api/printer/reprint': z.object({ id: z.string() }),
  '/api/dispense': dispense,
  '/api/sale/choose': z.union([treatmentStart.pick({ treatment: true }), product.pick({ volume_ml: true })]),
  '/api/sale/cancel': undefined,
  '/api/sale/stop': undefined,
  '/api/sale/done': undefined,
  '/api/sale/qris': choiceBody,
  '/api/sale/card': choiceBody,
  '/api/log_scan': logScanBody,
  '/api/checkpoint/step': z.object({ step: handoverStep }),
  '/api/receipt': receiptBody,
  '/api/receipt/picture': undefined,
}
const routesOf = (family: PanelFamily) =>
  apps[family].local.routes.filter(route => route.method !== 'ALL').map(({ method, path: at }) => `${method} ${at}`)
const ofEvery = new Set(routesOf('gate'))
/** What every panel has once, and what each family adds. */
const routes = [
  ...[...ofEvery].map(route => ['gate', route] as const),
  ...(['water', 'ozone', 'checkpoint'] as const).flatMap(family =>
    [...new Set(routesOf(family))].filter(route => !ofEvery.has(route)).map(route => [family, route] as const),
  ),
]

const strangeHeaders = fc.array(
  fc.constantFrom<[string, string][]>(
    ['authorization', `Bearer ${token}`],
    ['authorization', 'Bearer wrong'],
    ['authorization', 'Basic Og=='],
    ['authorization', ''],
    ['origin', 'http://127.0.0.1'],
    ['origin', 'null'],
    ['referer', 'http://x/'],
    ['x-forwarded-for', '1.2.3.4'],
    ['content-type', 'text/plain'],
    ['content-length', '-1'],
    ['content-length', '99999999'],
    ['transfer-encoding', 'chunked'],
    ['host', '127.0.0.1.'],
    ['host', '['],
    ['host', 'evil.example'],
  ),
  { maxLength: 3 },
)

/** Mostly none, so that more gets past the guard. */
const headers = fc.oneof({ weight: 3, arbitrary: fc.constant<[string, string][]>([]) }, { weight: 1, arbitrary: strangeHeaders })
const seldom = fc.integer({ min: 0, max: 7 }).map(dice => dice === 7)

async function check(response: Response): Promise<void> {
  const { status } = response
  if (status < 400 || response.headers.get('content-type')?.startsWith('text/html') === true) return response.body?.cancel()
  const text = await response.text()
  expect(errors.splice(0), text).toEqual([])
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const { code, status: told } = JSON.parse(text) as { code: string; status: number }
  if (!isErrorCode(code)) throw new Error(`${code} is not in the catalogue`)
  expect([told, errorCatalogue[code].status]).toEqual([status, status])
  expect(status).not.toBe(500)
  expect(text).not.toMatch(/\.ts:\d+|node_modules/)
  expect(text).not.toContain(folder)
}

test('every route that takes a body says what it takes', () => {
  const posts = new Set(routes.flatMap(([, route]) => (route.startsWith('GET ') ? [] : [route.split(' ')[1]])))
  expect([...posts].toSorted()).toEqual(Object.keys(bodies).toSorted())
})

test.each(routes)(
  '%s: %s answers whatever comes',
  async (family, route) => {
    const { local, distant } = apps[family]
    const [method = '', at = ''] = route.split(' ')
    const schema = bodies[at]
    const texts = hostileTexts(schema === undefined ? undefined : (z.toJSONSchema(schema, { io: 'input' }) as JsonSchema))
    const where =
      at === '*'
        ? fc.constantFrom('/', '/..%2fx.html', '/%00.html', '/%zz', '/assets/../../x.js', `/${'x'.repeat(9000)}.css`)
        : fc.constant(at)
    await fc.assert(
      fc.asyncProperty(where, seldom, headers, texts, seldom, async (url, isDistant, extra, body, isForm) => {
        const all = new Headers([
          ['host', '127.0.0.1'],
          ['content-type', isForm ? 'application/x-www-form-urlencoded' : 'application/json'],
        ])
        for (const [name, value] of extra) all.set(name, value)
        const response = await (isDistant ? distant : local).request(`http://127.0.0.1${url}`, {
          method,
          headers: all,
          ...(method === 'GET' ? {} : { body }),
        })
        await check(response)
        if (isDistant && all.get('authorization') !== `Bearer ${token}`) expect([401, 403]).toContain(response.status)
      }),
      { numRuns: tries(method === 'GET' ? 60 : 300), timeout: hangsAfterMs },
    )
  },
  tries(60_000),
)
