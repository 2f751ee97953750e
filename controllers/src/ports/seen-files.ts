/** The file system as far as this user may see it: what he may not is as if it were not there. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs'

/** Nothing where there is no such folder. */
export function namesIn(folder: string): string[] {
  return seen(() => readdirSync(folder)) ?? []
}

/** The file behind a link. */
export function targetOf(link: string): string | undefined {
  return seen(() => realpathSync(link))
}

/** Without the white space around it. */
export function textOf(file: string): string | undefined {
  return seen(() => readFileSync(file, 'utf8').trim())
}

function seen<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
