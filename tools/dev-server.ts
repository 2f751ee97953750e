/** The Vite dev server as one of the launcher's programs: says when it is ready, stops when told or left alone. */
import path from 'node:path'
import { createServer } from 'vite'

const flag = process.argv.indexOf('--port')
const port = Number(process.argv[flag + 1] ?? 5173)
const root = path.resolve(import.meta.dirname, '..', 'frontend')
const server = await createServer({
  root,
  configFile: path.join(root, 'vite.config.ts'),
  clearScreen: false,
  server: { port, strictPort: true },
})
await server.listen()

let stopping: Promise<void> | undefined
function stop(): void {
  stopping ??= server.close().then(() => process.exit(0))
}
process.on('message', message => {
  if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'stop') stop()
})
for (const event of ['disconnect', 'SIGTERM', 'SIGINT']) process.on(event, stop)
process.send?.({ kind: 'ready', url: `http://localhost:${port}/` })
