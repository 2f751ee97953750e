/** The hub's own log, told to the screens of administrators while it is written. */
import type { Live } from '../services.ts'

/** Gives every line worth showing to `listener`. */
export type LogLines = (listener: (line: Record<string, unknown>) => void) => void

const levels: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'error' }

/** Tells one line of the hub's log as a `log` message. Secrets were redacted when it was written. */
export function tellLogLine(live: Live, line: Record<string, unknown>): void {
  const { level, time, msg, pid: _pid, hostname: _hostname, name: _name, ...detail } = line
  const at = typeof time === 'number' ? new Date(time).toISOString() : undefined
  live.publish({
    type: 'log',
    machineId: 'hub',
    payload: { level: levels[Number(level)] ?? 'info', source: 'central_hub', message: typeof msg === 'string' ? msg : '', detail },
    ...(at === undefined ? {} : { at }),
  })
}
