/**
 * `controllers/src/main.ts --machine gate_in [--site FILE] [--data DIR]`. What was compiled once is kept for the next
 * start: on a small computer that saves seconds, and the memory of the compiler.
 */
import { enableCompileCache } from 'node:module'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..', '..')
if (process.env['NODE_COMPILE_CACHE'] === undefined) enableCompileCache(path.join(root, 'node_modules', '.cache', 'compiled'))

const { runController } = await import('./run-controller.ts')
await runController(root)
