/** The hub's certificate and its key: the one check that the loader makes at the start and the hub at every renewal. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { messageOf } from '@palang/kit'

export interface TlsFiles {
  /** PEM, the hub's own certificate first, then those that lead to its authority (certbot's `fullchain.pem`). */
  cert: string
  /** PEM, without a passphrase. */
  key: string
}

/** What is wrong, and with which of the two files. */
export interface TlsMistake {
  at: keyof TlsFiles
  message: string
}

export type TlsPair = { ok: true; cert: string; key: string; expiresAt: Date } | { ok: false; mistakes: TlsMistake[] }

interface Read<T> {
  value?: { pem: string; parsed: T }
  mistakes: string[]
}

/** Reads both files; every mistake comes back. A certificate that has expired is not one: it still encrypts. */
export function readTlsPair(files: TlsFiles): TlsPair {
  const cert = readCertificate(files.cert)
  const key = readPem(files.key, 'a private key in PEM form without a passphrase', createPrivateKey)
  if (cert.value === undefined || key.value === undefined) {
    const told = (at: keyof TlsFiles, messages: string[]) => messages.map(message => ({ at, message }))
    return { ok: false, mistakes: [...told('cert', cert.mistakes), ...told('key', key.mistakes)] }
  }
  const { parsed } = cert.value
  if (!parsed.checkPrivateKey(key.value.parsed))
    return { ok: false, mistakes: [{ at: 'key', message: `${files.key} does not belong to the certificate ${files.cert}` }] }
  return { ok: true, cert: cert.value.pem, key: key.value.pem, expiresAt: new Date(parsed.validTo) }
}

/** The first certificate of a PEM file, or what is wrong with it. */
export function readCertificate(file: string): Read<X509Certificate> {
  return readPem(file, 'a certificate in PEM form', pem => new X509Certificate(pem))
}

function readPem<T>(file: string, what: string, parse: (pem: string) => T): Read<T> {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (error) {
    return { mistakes: [`cannot be read: ${messageOf(error)}`] }
  }
  try {
    return { value: { pem, parsed: parse(pem) }, mistakes: [] }
  } catch {
    // What OpenSSL says about it helps nobody, and could quote a key.
    return { mistakes: [`${file} is not ${what}`] }
  }
}
