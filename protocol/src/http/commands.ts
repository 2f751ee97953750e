/** Commands over HTTP: asking a gate, and reading a command's whole life. */
import { z } from 'zod'
import { commandState, evidence, problemRef } from '../commands.ts'
import { gateControl, reprint } from '../families/gate.ts'
import { dispense } from '../families/water.ts'
import { isoTime, reason, slug } from '../primitives.ts'
import { pageQuery } from './paging.ts'

export const gateControlBody = z
  .object({ action: gateControl.shape.action, duration: gateControl.shape.duration, reason: reason.optional() })
  .meta({ id: 'GateControl', examples: [{ action: 'open', duration: 10, reason: 'guest' }] })

export const allGatesBody = z
  .object({ action: gateControl.shape.action, duration: gateControl.shape.duration, reason })
  .meta({ id: 'AllGatesControl', examples: [{ action: 'open', duration: 10, reason: 'fire drill' }] })

export const reprintBody = z
  .object({ job_id: reprint.shape.job_id, reason })
  .meta({ id: 'Reprint', examples: [{ job_id: 'T-20260120-0042', reason: 'paper was changed' }] })

export const dispenseBody = z
  .object({ volume_ml: dispense.shape.volume_ml, reason: reason.optional() })
  .meta({ id: 'Dispense', examples: [{ volume_ml: 250, reason: 'test after service' }] })

/** How long the answer waits: for the command's end, or only until the machine took it. */
export const waitQuery = z.object({
  wait: z
    .enum(['terminal', 'accepted'])
    .default('terminal')
    .meta({ description: '`terminal` waits for the end, `accepted` only until the machine took it' }),
})

export const commandListQuery = pageQuery.extend({ machine_id: slug.optional() })

export const commandStep = z.object({ seq: z.int(), state: commandState, at: isoTime, note: z.string().nullable() })

const commandExample = {
  id: '019bda5e-9a40-7000-8000-0000000000c1',
  command_id: '019bda5e-9a40-7000-8000-0000000000c1',
  machine_id: 'gate_in',
  type: 'gate_control',
  payload: { action: 'open', duration: 10 },
  state: 'succeeded' as const,
  evidence: { kind: 'limit_switch' as const, gate_status: 'open', after_ms: 420 },
  error: null,
  actor: 'user:admin@palang.local',
  reason: 'guest',
  session_id: null,
  created_at: '2026-01-20T10:30:00.000Z',
  deadline: '2026-01-20T10:30:10.000Z',
  ended_at: '2026-01-20T10:30:00.470Z',
}

export const commandView = z
  .object({
    id: z.string(),
    /** The same as `id`, under the name the WebSocket uses. */
    command_id: z.string(),
    machine_id: z.string(),
    type: z.string(),
    payload: z.record(z.string(), z.unknown()),
    state: commandState,
    evidence: evidence.nullable(),
    error: problemRef.nullable(),
    actor: z.string(),
    reason: z.string().nullable(),
    session_id: z.string().nullable(),
    created_at: isoTime,
    deadline: isoTime,
    ended_at: isoTime.nullable(),
  })
  .meta({ id: 'Command', examples: [commandExample] })
export type CommandView = z.infer<typeof commandView>

export const commandPhoto = z.object({ image_id: z.string(), url: z.string(), taken_at: isoTime, reason: z.string() })

export const commandLife = commandView.extend({ events: z.array(commandStep), photos: z.array(commandPhoto) }).meta({
  id: 'CommandLife',
  examples: [
    {
      ...commandExample,
      events: [
        { seq: 1, state: 'queued', at: '2026-01-20T10:30:00.000Z', note: null },
        { seq: 2, state: 'sent', at: '2026-01-20T10:30:00.004Z', note: null },
        { seq: 3, state: 'accepted', at: '2026-01-20T10:30:00.020Z', note: null },
        { seq: 4, state: 'succeeded', at: '2026-01-20T10:30:00.470Z', note: null },
      ],
      photos: [
        {
          image_id: '019bda5e-9a40-7000-8000-00000000f070',
          url: '/api/photos/019bda5e-9a40-7000-8000-00000000f070',
          taken_at: '2026-01-20T10:30:00.100Z',
          reason: 'override',
        },
      ],
    },
  ],
})
export type CommandLife = z.infer<typeof commandLife>

/** Of one gate: with `wait=terminal` the command's whole life, with `wait=accepted` the command as it stands. */
export const controlAnswer = commandLife.or(commandView).meta({ examples: [commandExample] })

/** A machine for which no command came to be. */
export const refusedMachine = z.object({ machine_id: slug, error: problemRef })
export type RefusedMachine = z.infer<typeof refusedMachine>

/** `refused` names the machines for which no command came to be; a command that was recorded and then rejected is among `commands`. */
export const commandsAnswer = z.object({ commands: z.array(commandView), refused: z.array(refusedMachine) }).meta({
  id: 'Commands',
  examples: [
    {
      commands: [commandExample],
      refused: [{ machine_id: 'gate_old', error: { code: 'not_supported', message: 'gate_old cannot stop half-way' } }],
    },
  ],
})

export const captureAnswer = z.object({ image_id: z.string(), url: z.string(), command_id: z.string() }).meta({
  id: 'CapturedImage',
  examples: [
    {
      image_id: '019bda5e-9a40-7000-8000-00000000f070',
      url: '/api/photos/019bda5e-9a40-7000-8000-00000000f070',
      command_id: '019bda5e-9a40-7000-8000-0000000000c1',
    },
  ],
})
