/** What browsers are told about our pages: load from here only, frame nothing, send no referrer. */
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { isSecure, type AppEnv } from './context.ts'

const self = "'self'"

/** This name only: what is below it belongs to others, who may not have TLS. */
const onlyTls = 'max-age=15552000'

/** Headers of every answer. Styles may stand inline because charts and overlays place themselves; scripts may not. */
export function securityHeaders(): MiddlewareHandler<AppEnv> {
  const options = {
    contentSecurityPolicy: {
      defaultSrc: [self],
      scriptSrc: [self],
      styleSrc: [self, "'unsafe-inline'"],
      imgSrc: [self, 'data:', 'blob:'],
      fontSrc: [self],
      connectSrc: [self, 'ws:', 'wss:'],
      objectSrc: ["'none'"],
      baseUri: [self],
      formAction: [self],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  }
  const plain = secureHeaders({ ...options, strictTransportSecurity: false })
  const overTls = secureHeaders({ ...options, strictTransportSecurity: onlyTls })
  return (c, next) => (isSecure(c) ? overTls : plain)(c, next)
}
