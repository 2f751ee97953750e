/** The hub's certificate while it runs: taken anew when its files change, and watched for its last day. */
import { stat } from 'node:fs/promises'
import type { Server } from 'node:https'
import { readTlsPair, type TlsFiles } from '@palang/config'
import { CodedError, type Clock, type Log, type Timer } from '@palang/kit'

/** Between two looks at the files. Also how long after a renewal a program of ours that dials just then has to try again. */
export const lookEveryMs = 10_000
/** How long before the last day a warning is due, once a day. */
const warnBeforeMs = 14 * 24 * 3_600_000
const warnEveryMs = 24 * 3_600_000

/** What `https.createServer` takes. */
export interface TlsOptions {
  cert: string
  key: string
  minVersion: 'TLSv1.2'
}

/** The pair as it is now. Throws `config_invalid`; the loader has looked before, so the files changed since. */
export function tlsOptions(files: TlsFiles): TlsOptions & { expiresAt: Date } {
  const pair = readTlsPair(files)
  if (!pair.ok) throw new CodedError('config_invalid', pair.mistakes.map(({ message }) => message).join('; '))
  return { cert: pair.cert, key: pair.key, minVersion: 'TLSv1.2', expiresAt: pair.expiresAt }
}

/**
 * Gives `server` the pair anew whenever one of the files has changed, whether it was copied over or a link was turned
 * (certbot). A pair that is broken or half copied is told in the log, and the old one stays. Open connections stay as
 * they are. Resolves to how to stop.
 */
export async function renewFromFiles(
  server: Pick<Server, 'setSecureContext'>,
  { files, expiresAt, clock, log }: { files: TlsFiles; expiresAt: Date; clock: Clock; log: Log },
): Promise<() => void> {
  let seen = await marksOf(files)
  let lastDay = expiresAt
  const warn = () => {
    const leftMs = lastDay.getTime() - clock.now()
    if (leftMs < warnBeforeMs)
      log.warn(
        { expires_at: lastDay.toISOString() },
        leftMs < 0 ? "the hub's certificate has expired" : "the hub's certificate expires soon",
      )
  }
  const look = async () => {
    const marks = await marksOf(files)
    if (marks === seen) return
    seen = marks
    try {
      const { expiresAt: renewedUntil, ...options } = tlsOptions(files)
      server.setSecureContext(options)
      lastDay = renewedUntil
      log.info({ expires_at: lastDay.toISOString() }, "the hub's certificate was renewed")
      warn()
    } catch (error) {
      log.error({ err: error }, "the hub's new certificate cannot be used; the old one stays")
    }
  }
  warn()
  const timers: Timer[] = [clock.every(lookEveryMs, () => void look()), clock.every(warnEveryMs, warn)]
  return () => timers.forEach(timer => timer.cancel())
}

/** Changes whenever one of the files does; `stat` follows links. */
async function marksOf({ cert, key }: TlsFiles): Promise<string> {
  const marks = await Promise.all(
    [cert, key].map(file =>
      stat(file).then(
        ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
        () => 'gone',
      ),
    ),
  )
  return marks.join('; ')
}
