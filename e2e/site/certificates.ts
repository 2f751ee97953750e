/** Real certificates for tests, made by `openssl` on this computer. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from '../../tools/test/programs.ts'

/** Why certificates cannot be made here; `undefined` when they can. */
export const opensslMissing = findProgram(['openssl', 'openssl.exe']) === undefined ? 'there is no openssl here' : undefined

export interface Pair {
  cert: string
  key: string
}

export interface Authority {
  /** Certificate of the authority. */
  ca: string
  /** `days` below zero: it has expired. Makes a key and a certificate for `names` (`DNS:…`, `IP:…`), under file names that begin with `name`. */
  issue(name: string, names: string, days?: number): Pair
}

/** A private authority whose files lie in `folder`. */
export function makeAuthority(folder: string): Authority {
  const openssl = (...parameters: string[]) =>
    void execFileSync('openssl', parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Palang test authority', '-days', '90')
  return {
    ca: path.join(folder, 'ca.crt'),
    issue(name, names, days = 90) {
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      writeFileSync(path.join(folder, `${name}.ext`), `subjectAltName=${names}\n`)
      const until = ['-days', String(days)]
      const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-extfile', `${name}.ext`, ...until]
      openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, '-CAcreateserial', ...signed)
      return { cert: path.join(folder, `${name}.crt`), key: path.join(folder, `${name}.key`) }
    },
  }
}
