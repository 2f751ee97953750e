/** What compilers make of the firmware is kept in `firmware/dist/` and made again only when its sources or flags have changed. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'

export const distFolder = path.join(import.meta.dirname, 'dist')

/**
 * The folder of `name` in `dist/`, made by `make` unless `files` and `flags` are as when it was made. It appears only when it is
 * whole, so several processes may build at once.
 */
export async function buildOnce(
  name: string,
  files: readonly string[],
  flags: readonly string[],
  make: (into: string) => Promise<void>,
): Promise<string> {
  const sum = createHash('sha256').update(JSON.stringify(flags))
  for (const file of files) sum.update(path.basename(file)).update(readFileSync(file))
  const target = path.join(distFolder, `${name}-${sum.digest('hex').slice(0, 12)}`)
  if (existsSync(target)) return target
  mkdirSync(distFolder, { recursive: true })
  const into = mkdtempSync(path.join(distFolder, 'making-'))
  try {
    await make(into)
    if (!existsSync(target)) renameSync(into, target)
    for (const old of readdirSync(distFolder).filter(one => one.startsWith(`${name}-`))) {
      if (path.join(distFolder, old) !== target) rmSync(path.join(distFolder, old), { recursive: true, force: true })
    }
  } catch (error) {
    // Another process was quicker: what it made is the same.
    if (!existsSync(target)) throw error
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
  return target
}
