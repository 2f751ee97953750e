/** The key that seals the tickets of this site. Gates are told it, so that they can check and write tickets while the hub is away. */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { readSecretFile, writeSecretFile } from '@palang/kit'

/**
 * The key in the data folder, made when it is asked for first. Where it is lost a new one is made, and tickets given before are
 * known to the hub only.
 */
export function ticketKeyIn(dataDir: string): () => string {
  const file = path.join(dataDir, 'secrets', 'tickets.key')
  let key: string | undefined
  return () => (key ??= readSecretFile(file) ?? made(file))
}

function made(file: string): string {
  const key = randomBytes(32).toString('base64url')
  writeSecretFile(file, key)
  return key
}
