/** The name under which a broker elsewhere keeps this hub's session. */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { readSecretFile, writeSecretFile } from '@palang/kit'

/**
 * Made when it is asked for first and kept in the data folder, because the broker keeps what came meanwhile under this name. Part of it is chance: two
 * hubs of one name would throw each other out without end, and each would get half of what devices say.
 */
export function clientIdIn(dataDir: string, outletId: string): () => string {
  const file = path.join(dataDir, 'secrets', 'mqtt-client.id')
  return () => readSecretFile(file) ?? made(file, outletId)
}

function made(file: string, outletId: string): string {
  const id = `palang-${outletId}-${randomBytes(6).toString('hex')}`
  writeSecretFile(file, id)
  return id
}
