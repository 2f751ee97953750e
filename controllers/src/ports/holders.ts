/** Which program has a device open, as far as this user may see. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'

/** By device path: `node (pid 812)`. Empty where there is no `/proc`. */
export function holders(devices: ReadonlySet<string>, proc = '/proc'): Map<string, string> {
  const found = new Map<string, string>()
  for (const pid of namesIn(proc)) {
    if (!/^\d+$/.test(pid)) continue
    for (const descriptor of namesIn(path.join(proc, pid, 'fd'))) {
      const open = targetOf(path.join(proc, pid, 'fd', descriptor))
      if (open !== undefined && devices.has(open)) found.set(open, `${programOf(proc, pid)} (pid ${pid})`)
    }
  }
  return found
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

function programOf(proc: string, pid: string): string {
  try {
    return readFileSync(path.join(proc, pid, 'comm'), 'utf8').trim()
  } catch {
    return 'a program'
  }
}
