/** `controllers/src/main.ts --machine gate_in [--site FILE] [--data DIR]`: the process of one machine. */
import path from 'node:path'
import { runController } from './run-controller.ts'

await runController(path.resolve(import.meta.dirname, '..', '..'))
