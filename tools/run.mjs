/** Runs a TypeScript file on the pinned Node: `node tools/run.mjs <file> [arguments]`. */
import path from 'node:path'
import { main } from './install.mjs'

const [file, ...rest] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: node tools/run.mjs <file.ts> [arguments]')
  process.exit(2)
}
await main(path.resolve(file), rest)
