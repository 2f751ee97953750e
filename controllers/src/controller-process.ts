/** What the process of one controller and that of many do alike: until when they wait for the hub, and how they end when something is wrong. */
import { ConfigError, exitCode, isCoded, type Log, messageOf, type siteProcess, withoutSecrets } from '@palang/kit'

/** A hub that is away does not keep a machine from being ready for longer than this. */
export const readyWithoutHubMs = 1_000

/** Ends `program` when nobody catches an error; what it was is in the log and said to whoever started it. */
export function endOnUnexpected(log: Log, program: Pick<ReturnType<typeof siteProcess>, 'end'>): void {
  process.on('uncaughtException', error => {
    log.error({ err: messageOf(error), stack: error.stack }, 'unexpected')
    process.stderr.write(`${withoutSecrets(messageOf(error))}\n`)
    program.end(exitCode.failed)
  })
}

/** Tells why `name` did not start; the exit code of the process that tried. */
export function startFailed(log: Log, name: string, error: unknown): number {
  process.stderr.write(`${name}: ${withoutSecrets(messageOf(error))}\n`)
  log.error({ err: messageOf(error) }, 'did not start')
  if (isCoded(error, 'port_taken') || isCoded(error, 'machine_taken')) return exitCode.portTaken
  const isMisconfigured = error instanceof ConfigError || isCoded(error, 'driver_not_available') || isCoded(error, 'port_malformed')
  return isMisconfigured ? exitCode.configuration : exitCode.failed
}

/** Runs `main`; an error before anything was opened is told, and sets the exit code of the process. */
export async function runAsProcess(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${withoutSecrets(messageOf(error))}\n`)
    process.exitCode = error instanceof ConfigError ? exitCode.configuration : exitCode.failed
    if (process.connected) process.disconnect()
  }
}
