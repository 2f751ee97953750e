/** Signing in and out of the console. */
import { z } from 'zod'
import { isoTime } from '../primitives.ts'

export const userRole = z.enum(['viewer', 'operator', 'admin'])
export type UserRole = z.infer<typeof userRole>

/** A password as it is chosen; long rather than complicated. */
export const newPassword = z.string().min(10, 'at least 10 characters').max(128)

export const signInBody = z
  .object({ email: z.email().max(200), password: z.string().min(1).max(128) })
  .meta({ id: 'SignIn', examples: [{ email: 'admin@palang.local', password: 'correct-horse-battery' }] })

export const changePasswordBody = z
  .object({ current_password: z.string().min(1).max(128), new_password: newPassword })
  .meta({ id: 'ChangePassword', examples: [{ current_password: 'printed-once', new_password: 'correct-horse-battery' }] })

/** Who is calling: a person with a name and e-mail, a program's token or a machine. */
export const sessionInfo = z
  .object({
    actor: z.string(),
    role: z.enum(['viewer', 'operator', 'admin', 'machine']),
    machine_id: z.string().optional(),
    user: z.object({ email: z.string(), name: z.string(), must_change_password: z.boolean() }).optional(),
    expires_at: isoTime.optional(),
  })
  .meta({
    id: 'SessionInfo',
    examples: [
      {
        actor: 'user:admin@palang.local',
        role: 'admin',
        user: { email: 'admin@palang.local', name: 'Administrator', must_change_password: true },
        expires_at: '2026-02-03T10:30:00.000Z',
      },
    ],
  })
export type SessionInfo = z.infer<typeof sessionInfo>
