/** What stands behind an operating system's refusal of a port, and what a person can do about it. */
import { readFileSync, statSync } from 'node:fs'

/** The group that owns a device file; undefined where there is none, as on Windows. */
export function groupOf(device: string): string | undefined {
  try {
    const { gid } = statSync(device)
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find(one => one.split(':')[2] === String(gid))
    return line?.split(':')[0] ?? String(gid)
  } catch {
    return undefined
  }
}

export interface Surroundings {
  platform: NodeJS.Platform
  groupOf(device: string): string | undefined
}

/** The reason in words a technician can act upon, for the system's own `message` about `device`. What is not known is passed on as it is. */
export function portAdvice(device: string, message: string, { platform, groupOf: group }: Surroundings = here): string {
  if (/Cannot lock port|EBUSY|resource busy|Resource temporarily unavailable/i.test(message)) return 'another program has it open'
  if (/ENOENT|No such file|File not found|ENXIO|ENODEV|No such device/i.test(message))
    return 'there is no such port; "npm run ports" lists those there are'
  if (/Inappropriate ioctl|ENOTTY/i.test(message)) return 'this is no serial port'
  if (!/EACCES|EPERM|Permission denied|Access denied|Access is denied/i.test(message)) return message
  // Windows says the same of a port that somebody has open.
  if (platform === 'win32') return 'another program has it open, or it is not allowed to this user'
  const name = group(device)
  const join =
    name === undefined
      ? ''
      : `: the user of this program has to be in the group ${name} ("sudo usermod -aG ${name} <user>", then sign in anew)`
  return `not allowed${join}`
}

const here: Surroundings = { platform: process.platform, groupOf }
