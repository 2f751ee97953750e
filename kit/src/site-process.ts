/** How each process of a site tells that it is ready, and how it ends: asked by the launcher, by a signal, or left alone. */
import { flushCompileCache } from 'node:module'
import { exitCode } from './exit-code.ts'
import { closeLog, type Log } from './log.ts'

export interface SiteProcess {
  /** Tells whoever started the process that it works: the launcher gets the message, a person at a terminal the line. */
  ready(message: object, line: string): void
  /** Tells the launcher anything more; without one nobody hears it. */
  tell(message: { kind: string }): void
  /** Stops in order and ends the process with `code`; the first call counts. */
  end(code: number): void
}

export interface SiteProcessOptions {
  log: Log
  /** Stops everything; a failure is logged and ends the process with {@link exitCode}`.failed`. */
  stop(): Promise<void> | undefined
  /** The process ends after this even if `stop` has not come back; the launcher ends it by force a little later. */
  stopWithinMs?: number
}

/** Takes the orders to stop of this process from now on. */
export function siteProcess({ log, stop, stopWithinMs = 8_000 }: SiteProcessOptions): SiteProcess {
  let isEnding = false
  const end = (code: number) => {
    if (isEnding) return
    isEnding = true
    log.info('stopping')
    setTimeout(() => process.exit(code), stopWithinMs).unref()
    void stopped().then(async failed => {
      log.info('stopped')
      await closeLog(log)
      // Why it ends says more than that it could not end in order.
      process.exit(failed && code === exitCode.stopped ? exitCode.failed : code)
    })
  }
  const stopped = async () => {
    try {
      await stop()
      return false
    } catch (error) {
      log.error({ err: error }, 'did not stop cleanly')
      return true
    }
  }
  process.on('SIGTERM', () => end(exitCode.stopped))
  process.on('SIGINT', () => end(exitCode.stopped))
  process.on('disconnect', () => end(exitCode.stopped))
  process.on('message', message => {
    if (typeof message !== 'object' || message === null || !('kind' in message)) return
    if (message.kind === 'stop') end(exitCode.stopped)
    // Said from the loop that does all the work: a process that hangs does not say it.
    if (message.kind === 'are_you_there' && process.connected) process.send?.({ kind: 'here' })
  })
  return {
    ready(message, line) {
      if (process.connected) process.send?.({ kind: 'ready', ...message })
      else process.stdout.write(`${line}\n`)
      // Where power fails daily no process may ever end in order; what was compiled is kept now for the next start.
      flushCompileCache()
    },
    tell(message) {
      if (process.connected) process.send?.(message)
    },
    end,
  }
}
