/** What the client's promises reject with. */
export class ClientError extends Error {
  /** A code of the hub's catalogue, or `not_connected`, `timeout`, `network`. */
  readonly code: string
  /** Where in the request the mistake is, as `payload.duration`. */
  readonly path: string | undefined
  /** HTTP status, when the answer came over HTTP. */
  readonly status: number | undefined
  /** The hub's whole problem document, when there was one. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(
    code: string,
    message: string,
    detail: { path?: string; status?: number; problem?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = 'ClientError'
    this.code = code
    this.path = detail.path
    this.status = detail.status
    this.problem = detail.problem ?? {}
  }
}

/** True for an error of this library; with `code`, only for that one. */
export function isClientError(error: unknown, code?: string): error is ClientError {
  return error instanceof ClientError && (code === undefined || error.code === code)
}
