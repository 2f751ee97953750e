/** The people who may sign in, and what they may do where. */
import { z } from 'zod'
import { isoTime, slug } from '../primitives.ts'
import { newPassword, userRole } from './access.ts'

const name = z.string().trim().min(1).max(80)
const outlets = z
  .array(slug)
  .min(1, 'at least one outlet; null for all')
  .max(500)
  .nullable()
  .meta({ description: 'The only outlets this may see and act on; null for all' })

export const newUserBody = z
  .object({
    email: z.email().max(200),
    name,
    role: userRole,
    outlets: outlets.default(null),
    password: newPassword.optional().meta({ description: 'Made up and shown once unless given' }),
  })
  .meta({ id: 'NewUser', examples: [{ email: 'sari@palang.local', name: 'Sari', role: 'operator', outlets: ['pusat'] }] })

export const userChangeBody = z
  .object({ name, role: userRole, outlets, disabled: z.boolean() })
  .partial()
  .refine(body => Object.values(body).some(value => value !== undefined), {
    path: [],
    message: 'name, role, outlets or disabled is needed',
  })
  .meta({ id: 'UserChange', examples: [{ role: 'viewer' }] })

const userExample = {
  id: '019bda5e-9a40-7000-8000-0000000000a2',
  email: 'sari@palang.local',
  name: 'Sari',
  role: 'operator' as const,
  outlets: ['pusat'],
  must_change_password: true,
  second_factor: false,
  disabled: false,
  created_at: '2026-01-20T10:30:00.000Z',
}

export const userView = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: userRole,
    outlets,
    must_change_password: z.boolean(),
    second_factor: z.boolean(),
    disabled: z.boolean(),
    created_at: isoTime,
  })
  .meta({
    id: 'User',
    examples: [userExample],
  })
export type UserView = z.infer<typeof userView>

export const userList = z.object({ items: z.array(userView) }).meta({ id: 'Users', examples: [{ items: [] }] })

/** A person's new password, shown this once; it has to be changed at the next sign-in. */
export const passwordOnce = z
  .object({ user: userView, password: z.string().nullable().meta({ description: 'null when it was given in the request' }) })
  .meta({ id: 'PasswordOnce', examples: [{ user: userExample, password: 'k7qm-xxxx-xxxx-xxxx' }] })
