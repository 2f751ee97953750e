/** Passwords at rest: scrypt (RFC 7914) with its parameters in the stored text, so that they can be raised later. */
import { randomBytes, randomInt, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { CodedError, mutex } from '@palang/kit'

/** 32 MiB for each hash; a small site hashes one at a time so that a burst of sign-ins cannot exhaust its memory. */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const
const keyBytes = 32
const oneAtATime = mutex()
/** More than this are sent away: those who wait longer have gone, and a queue would be a lever for whoever fills it. */
const mostWaiting = 24
let waiting = 0

/**
 * A text to store for `password`: `scrypt$N$r$p$salt$hash`, salt and hash in base64url. `work` is scrypt's N, a power
 * of two; it may change from one password to the next, because each text names its own.
 */
export async function hashPassword(password: string, work: number = cost.N): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, keyBytes, { ...cost, N: work })
  return ['scrypt', work, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Whether `password` is the one behind `stored`, in time that does not depend on how close it is. Without a stored
 * text the same work is done and the answer is no, so that an unknown e-mail takes as long as a wrong password.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const known = stored === undefined ? undefined : parse(stored)
  const { options, salt, hash } = known ?? decoy
  const found = await derive(password, salt, hash.length, options)
  return timingSafeEqual(found, hash) && known !== undefined
}

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password a person can read aloud and type: four groups of four, about 79 bits, no characters that look alike. */
export function readablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

interface Stored {
  options: ScryptOptions
  salt: Buffer
  hash: Buffer
}

const decoy: Stored = { options: cost, salt: Buffer.alloc(16), hash: Buffer.alloc(keyBytes) }

function parse(stored: string): Stored | undefined {
  const match = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{32,})$/.exec(stored)
  if (match === null) return undefined
  const [, n = '', r = '', p = '', salt = '', hash = ''] = match
  return {
    options: { N: Number(n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  }
}

async function derive(password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  if (waiting >= mostWaiting) {
    throw new CodedError('rate_limited', 'too many sign-ins at once; try again in a moment', {
      retryable: true,
      detail: { retry_after_s: 5 },
    })
  }
  waiting += 1
  return oneAtATime
    .run(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          scrypt(password.normalize('NFKC'), salt, length, { ...options, maxmem: 128 * 1024 * 1024 }, (error, key) =>
            error === null ? resolve(key) : reject(error),
          )
        }),
    )
    .finally(() => {
      waiting -= 1
    })
}
