/** The console's built files, with the page itself for every address that is one of its screens. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'
import { refusal } from './problem.ts'

/** Where the frontend's build puts the console. */
export const builtConsole = fileURLToPath(new URL('../../../../frontend/dist/console', import.meta.url))

/** File names with a content hash never change; the page names the newest of them and is always asked for anew. */
const neverChanges = 'public, max-age=31536000, immutable'

/** Serves `directory` for GET outside `/api` and `/ws`. */
export function consoleFiles(directory: string): MiddlewareHandler<AppEnv> {
  let files: MiddlewareHandler | undefined
  let page: MiddlewareHandler | undefined
  return async (c, next) => {
    if ((c.req.method !== 'GET' && c.req.method !== 'HEAD') || /^\/(api|ws)(\/|$)/.test(c.req.path)) return next()
    if (!existsSync(path.join(directory, 'index.html'))) {
      if (c.req.path !== '/') return next()
      throw refusal('not_found', 'the console is not built; npm start builds it')
    }
    files ??= serveStatic({ root: directory, precompressed: true })
    page ??= serveStatic({ root: directory, path: 'index.html', precompressed: true })
    const isScreen = c.req.path === '/' || path.posix.extname(c.req.path) === ''
    const response = await (isScreen ? page : files)(c, next)
    if (response instanceof Response && response.ok) {
      response.headers.set(
        'cache-control',
        c.req.path.startsWith('/assets/') ? neverChanges : isScreen ? 'no-cache' : 'public, max-age=3600',
      )
    }
    return response
  }
}
