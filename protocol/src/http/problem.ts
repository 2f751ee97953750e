/** Every error answer of the HTTP API: RFC 9457, with a stable `code`. */
import { z } from 'zod'

/** One field that is wrong; `path` is dotted, as `duration` or `items.2.id`. */
export const fieldProblem = z.object({ path: z.string(), message: z.string() })

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    retryable: z.boolean(),
    errors: z.array(fieldProblem).optional(),
    /** Set when the fault is ours: the line of the log that tells more. */
    log_id: z.string().optional(),
  })
  .meta({
    id: 'Problem',
    examples: [
      {
        type: '/api/docs#error-invalid_request',
        title: 'The request is not valid',
        status: 400,
        detail: 'duration: Too small: expected number to be >=1',
        code: 'invalid_request',
        retryable: false,
        errors: [{ path: 'duration', message: 'Too small: expected number to be >=1' }],
      },
    ],
  })
export type Problem = z.infer<typeof problem>
