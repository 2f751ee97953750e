/** What browsers are told about the kiosk: load from here only, frame nothing, send no referrer. */
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const self = "'self'"

/** Headers of every answer. Styles may stand inline for the page that says the kiosk is not built; scripts may not. */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: [self],
      scriptSrc: [self],
      styleSrc: [self, "'unsafe-inline'"],
      imgSrc: [self, 'data:', 'blob:'],
      connectSrc: [self],
      objectSrc: ["'none'"],
      baseUri: [self],
      formAction: [self],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
    // A page of this computer on another port may show the camera; other sites may not.
    crossOriginResourcePolicy: 'same-site',
    strictTransportSecurity: false,
  })
}
