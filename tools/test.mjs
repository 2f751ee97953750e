/** `npm test`: install what is missing, then run every suite this machine can run. */
import path from 'node:path'
import { main, root } from './install.mjs'

await main(path.join(root, 'tools', 'test', 'main.ts'), process.argv.slice(2))
