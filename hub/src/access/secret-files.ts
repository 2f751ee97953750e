/** Secrets on this computer's disk: a file each, readable by the user of the hub only. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { randomSecret } from '@palang/kit'

const shortest = 32

/** The secret in `file`; nothing when there is no file or no whole secret in it. */
export async function readSecret(file: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(file, 'utf8')).trim()
    return secret.length >= shortest ? secret : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes a new secret of 256 random bits; after a power cut the file holds the old one or the new one. */
export async function makeSecret(file: string): Promise<string> {
  const secret = randomSecret()
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const beside = `${file}.new`
  await writeFile(beside, `${secret}\n`, { mode: 0o600, flush: true })
  await rename(beside, file)
  return secret
}
