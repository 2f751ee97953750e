/** Which program has a device open, as far as this user may see. */
import path from 'node:path'
import { namesIn, targetOf, textOf } from './seen-files.ts'

/** By device path: `node (pid 812)`. Empty where there is no `/proc`. */
export function holders(devices: ReadonlySet<string>, proc = '/proc'): Map<string, string> {
  const found = new Map<string, string>()
  for (const pid of namesIn(proc)) {
    if (!/^\d+$/.test(pid)) continue
    for (const descriptor of namesIn(path.join(proc, pid, 'fd'))) {
      const open = targetOf(path.join(proc, pid, 'fd', descriptor))
      if (open !== undefined && devices.has(open)) found.set(open, `${textOf(path.join(proc, pid, 'comm')) ?? 'a program'} (pid ${pid})`)
    }
  }
  return found
}
