/** The one error class that crosses module borders: a stable code, and whether trying again can help. */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code
  readonly retryable: boolean
  readonly detail: Readonly<Record<string, unknown>>

  constructor(code: Code, message: string, options: { retryable?: boolean; cause?: unknown; detail?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CodedError'
    this.code = code
    this.retryable = options.retryable ?? false
    this.detail = options.detail ?? {}
  }
}

/** True for any error of ours; with `code`, only for that one. */
export function isCoded(error: unknown, code?: string): error is CodedError {
  return error instanceof CodedError && (code === undefined || error.code === code)
}

/** Text of anything thrown, for logs. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
