/** A process of a site for its test: stops as its first argument says, and ends by itself with the code of its second. */
import { silentLog } from './log.ts'
import { siteProcess } from './site-process.ts'

const [how, code] = process.argv.slice(2)

const program = siteProcess({
  log: silentLog(),
  async stop() {
    program.tell({ kind: 'stopping' })
    if (how === 'fails') throw new Error('a part does not stop')
    if (how === 'hangs') await new Promise<never>(() => undefined)
  },
  stopWithinMs: how === 'hangs' ? 100 : 60_000,
})
setInterval(() => undefined, 60_000)
program.ready({ url: 'http://localhost:1' }, 'it is ready')
if (code !== undefined) {
  program.end(Number(code))
  program.end(0)
}
