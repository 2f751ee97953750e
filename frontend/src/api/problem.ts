/** Refusals of the hub, as screens handle them: a stable code first, the hub's own words as a last resort. */
import { type CommandView, commandView, problem as problemSchema } from '@palang/protocol'
import type { I18n } from '../i18n/i18n.tsx'

interface ProblemInput {
  /** One of the hub's codes, or `network` (no answer) and `unexpected` (an answer that cannot be read). */
  code: string
  status: number
  retryable: boolean
  detail?: string
  retryAfterMs?: number
  command?: CommandView
  errors?: readonly FieldProblem[] | undefined
}

/** One field the hub does not take, by its name in the body, and why. */
interface FieldProblem {
  path: string
  message: string
}

/** A request that did not succeed. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly retryable: boolean
  readonly detail: string | undefined
  /** How long the hub asks to wait before the next try, when it does. */
  readonly retryAfterMs: number | undefined
  /** The command the request gave, as the hub has it on record, when it has. */
  readonly command: CommandView | undefined
  readonly errors: readonly FieldProblem[]

  constructor(input: ProblemInput) {
    super(input.detail ?? input.code)
    this.name = 'ApiProblem'
    this.code = input.code
    this.status = input.status
    this.retryable = input.retryable
    this.detail = input.detail
    this.retryAfterMs = input.retryAfterMs
    this.command = input.command
    this.errors = input.errors ?? []
  }
}

/** Reads an error answer; whatever is not problem+json becomes `unexpected`, or `network` when a proxy says the hub is away. */
export async function readProblem(answer: Response): Promise<ApiProblem> {
  const parsed = problemSchema.safeParse(await answer.json().catch(() => undefined))
  if (!parsed.success) {
    const away = answer.status >= 502 && answer.status <= 504
    return new ApiProblem({ code: away ? 'network' : 'unexpected', status: answer.status, retryable: away })
  }
  const { code, retryable, detail, errors } = parsed.data
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const wait = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}
  const command = commandView.safeParse(parsed.data['command'])
  const recorded = command.success ? { command: command.data } : {}
  return new ApiProblem({ code, status: answer.status, retryable, detail, errors, ...wait, ...recorded })
}

/** What to tell the person, in the language chosen. Anything that is not a refusal of the hub counts as unexpected. */
export function problemText(i18n: I18n, error: unknown): string {
  if (!(error instanceof ApiProblem)) return i18n.t('problem.unexpected')
  return i18n.tMaybe(`problem.${error.code}`, error.detail ?? error.code)
}
