/** Tokens of programs, machines and devices, and how a machine comes to its own. */
import { z } from 'zod'
import { deviceId } from '../families/device-message.ts'
import { isoTime, slug } from '../primitives.ts'

/**
 * What a program's token may do. `read`, `operate` and `admin` are the rights of viewer, operator and administrator; `validate`
 * gives stays the validation the token is named after, and nothing else; `machines:announce` posts readings, also of machines nobody knew before.
 */
export const tokenScope = z.enum(['read', 'operate', 'admin', 'metrics', 'validate', 'machines:announce', 'scans:send'])
export type TokenScope = z.infer<typeof tokenScope>

const outlets = z
  .array(slug)
  .min(1, 'at least one outlet; null for all')
  .max(500)
  .nullable()
  .default(null)
  .meta({ description: 'The only outlets it may see and act on; null for all' })

const tokenName = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]{1,80}$/u, '1–80 characters without control characters')

export const newTokenBody = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('api'),
      name: tokenName,
      scopes: z.array(tokenScope).min(1).max(tokenScope.options.length),
      outlets,
      expires_in_days: z.int().min(1).max(3650).nullable().default(90).meta({ description: '1–3650; null for never' }),
    }),
    z
      .object({
        kind: z.literal('device'),
        device_id: deviceId.nullable().meta({
          description:
            'User name of the device on the MQTT broker; null for a fleet whose units share one user name, which is free, and one password',
        }),
        name: tokenName.optional().meta({ description: 'Of a fleet' }),
        expires_in_days: z.int().min(1).max(3650).nullable().default(null),
      })
      .refine(({ device_id: id, name }) => id !== null || name !== undefined, { path: ['name'], message: 'a fleet needs a name' }),
  ])
  .meta({ id: 'NewToken', examples: [{ kind: 'api', name: 'till', scopes: ['operate'], expires_in_days: 365 }] })

const tokenExample = {
  id: '019bda5e-9a40-7000-8000-0000000000f1',
  kind: 'api' as const,
  name: 'till',
  scopes: ['operate'],
  outlets: null,
  machine_id: null,
  created_at: '2026-01-20T10:30:00.000Z',
  created_by: 'user:admin@palang.local',
  expires_at: '2027-01-20T10:30:00.000Z',
  expired: false,
  last_used_at: null,
}

export const tokenView = z
  .object({
    id: z.string(),
    kind: z.enum(['api', 'machine', 'device']),
    name: z.string(),
    scopes: z.array(z.string()),
    outlets: z.array(z.string()).nullable(),
    machine_id: z
      .string()
      .nullable()
      .meta({ description: 'The machine or device it belongs to; null for a program and for a fleet of devices' }),
    created_at: isoTime,
    created_by: z.string(),
    expires_at: isoTime.nullable(),
    expired: z.boolean(),
    last_used_at: isoTime.nullable(),
  })
  .meta({
    id: 'Token',
    examples: [tokenExample],
  })
export type TokenView = z.infer<typeof tokenView>

export const tokenList = z.object({ items: z.array(tokenView) }).meta({ id: 'Tokens', examples: [{ items: [] }] })

/** A new token with its secret, which is never shown again. */
export const tokenOnce = z.object({ token: tokenView, secret: z.string() }).meta({
  id: 'TokenOnce',
  examples: [{ token: tokenExample, secret: 'q7Ecp4-shown-once' }],
})

/** A code that a controller exchanges once for the token of this machine. */
export const activationCode = z.object({ machine_id: z.string(), code: z.string(), expires_at: isoTime }).meta({
  id: 'ActivationCode',
  examples: [{ machine_id: 'gate_out', code: 'k7qm-4xwd-8cnp-ty2h', expires_at: '2026-01-20T10:40:00.000Z' }],
})
export type ActivationCode = z.infer<typeof activationCode>

export const enrollBody = z
  .object({
    code: z.string().trim().min(8).max(128),
    machine_id: slug.optional().meta({ description: 'Refused when the code is for another machine' }),
  })
  .meta({ id: 'Enroll', examples: [{ code: 'k7qm-4xwd-8cnp-ty2h', machine_id: 'gate_out' }] })

export const enrolled = z
  .object({ machine_id: z.string(), token: z.string() })
  .meta({ id: 'Enrolled', examples: [{ machine_id: 'gate_out', token: 'q7Ecp4-shown-once' }] })
