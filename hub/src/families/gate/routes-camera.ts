/** A gate's camera over HTTP: the live picture and a single one. */
import { captureAnswer } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine } from '../../access/reach.ts'
import { whenAccessEnds } from '../../access/revocations.ts'
import { provenOrThrow, sendAndWait } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { describe } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeGate } from '../../edges/http/named-machine.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { machineOf } from '../../site-machines.ts'
import type { CommandRecord } from '../../store/records.ts'
import { createCameraWatch, frameBoundary } from './camera-watch.ts'

const gateInPath = { path: { gate_id: 'gate_in' } }

/** `/api/camera` */
export function cameraRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().route('/', streamRoute(services)).route('/', captureRoute(services, idempotent))
}

function streamRoute(services: HubServices) {
  const watch = createCameraWatch(services)
  return new Hono<AppEnv>().get(
    '/api/camera/stream/:gate_id',
    describe({
      id: 'streamCamera',
      tag: 'Camera',
      summary: "A gate's live picture",
      description: 'MJPEG that a browser shows in an `img`. The camera runs only while somebody watches.',
      ...gateInPath,
      ok: { media: 'multipart/x-mixed-replace', text: 'JPEG pictures, one after the other, until the reader closes' },
      errors: ['unknown_machine', 'machine_offline', 'device_missing', 'rate_limited'],
    }),
    allow('viewer'),
    c => {
      const gateId = c.req.param('gate_id')
      mustHaveCamera(services, gateId)
      mustReachMachine(c.get('reach'), gateId)
      if (!services.fleet.isOnline(gateId)) throw refusal('machine_offline', `${gateId} is not connected`)
      if (!watch.hasRoom(gateId)) throw refusal('rate_limited', `as many as can already watch ${gateId}`, { retry_after_s: 30 })
      const actor = c.get('actor')
      const env: AppEnv['Bindings'] | undefined = c.env
      const reader = { until: (end: () => void) => whenAccessEnds(services, actor, end), cut: () => env?.outgoing?.destroy() }
      return c.body(watch.frames(gateId, reader), 200, {
        'content-type': `multipart/x-mixed-replace; boundary=${frameBoundary}`,
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
    },
  )
}

function captureRoute(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().post(
    '/api/camera/capture/:gate_id',
    describe({
      id: 'captureImage',
      tag: 'Camera',
      summary: 'Take a picture now',
      description: 'The picture is at `url` as soon as the machine has sent it, usually at once.',
      ...gateInPath,
      ok: { schema: captureAnswer },
      errors: ['unknown_machine', 'machine_offline', 'device_missing', 'device_unavailable', 'expired', 'outcome_unknown'],
      idempotent: true,
    }),
    allow('operator'),
    idempotent({ interrupted: 'rerun' }),
    async c => {
      const gateId = c.req.param('gate_id')
      mustHaveCamera(services, gateId)
      mustReachMachine(c.get('reach'), gateId)
      const payload = { action: 'capture', gate_id: gateId }
      const request = {
        machineId: gateId,
        type: 'camera_control' as const,
        payload,
        actor: c.get('actor'),
        idempotencyKey: idempotencyKeyOf(c),
      }
      const command = provenOrThrow(await sendAndWait(services, request, 'terminal'))
      const imageId = await capturedImage(services, command)
      return c.json({ image_id: imageId, url: `/api/photos/${imageId}`, command_id: command.id })
    },
  )
}

function mustHaveCamera(services: HubServices, gateId: string): void {
  mustBeGate(services, gateId)
  if (machineOf(services.site, gateId)?.devices.camera === undefined) throw refusal('device_missing', `${gateId} has no camera`)
}

/** The picture the command's evidence names; controllers of the older protocol name none, then the newest one since. */
async function capturedImage({ store }: HubServices, command: CommandRecord): Promise<string> {
  const named = command.evidence?.['image_id']
  if (typeof named === 'string') return named
  const newest = await store.photos.latest(command.machineId)
  if (newest === undefined || newest.takenAt < command.createdAt) {
    throw refusal('outcome_unknown', 'the machine took the picture but did not name it', { command_id: command.id })
  }
  return newest.id
}
