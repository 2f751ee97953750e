/** `./start-all.sh`, `start-all.bat` and `npm start`: install what is missing, then launch the site. */
import path from 'node:path'
import { main, root } from './install.mjs'

await main(path.join(root, 'tools', 'launcher', 'main.ts'), process.argv.slice(2), { whenStopped: 0 })
