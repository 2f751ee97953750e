/** The kiosk as built by the frontend. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { MiddlewareHandler } from 'hono'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.mp3': 'audio/mpeg',
}

const notBuilt = `<!doctype html><meta charset="utf-8"><title>Palang</title>
<style>body{font:24px system-ui,sans-serif;display:grid;place-content:center;min-height:100vh;margin:0;background:#0f1720;color:#e6edf3;text-align:center}</style>
<main><h1>Layar belum dibangun</h1><p>The kiosk is not built yet. Run <code>npm start</code>, which builds it.</p></main>`

/** Serves files below `folder`; `/` is its `index.html`. File names with a hash may be kept by the browser. */
export function kioskFiles(folder: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const wanted = decoded(c.req.path)
    if (wanted === null) return next()
    const name = wanted === '/' ? 'index.html' : wanted.slice(1)
    const file = path.resolve(folder, name)
    const type = types[path.extname(file).toLowerCase()]
    if (type === undefined || !file.startsWith(folder + path.sep)) return next()
    const content = await readFile(file).catch(() => null)
    if (content !== null) {
      const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      return c.body(new Uint8Array(content), 200, { 'content-type': type, 'cache-control': cache })
    }
    return wanted === '/' ? c.html(notBuilt, 503) : next()
  }
}

function decoded(urlPath: string): string | null {
  try {
    const text = decodeURIComponent(urlPath)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
