/** Pictures on disk: `<data>/photos/YYYY/MM/DD/<id>.jpg`. Names are made from checked ids only, never from what a caller sent. */
import { constants } from 'node:fs'
import { mkdir, open, realpath, rename, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Site } from '@palang/config'
import { CodedError, randomSecret } from '@palang/kit'

/** Some cameras fill the last block up with zeros. */
const mostPadding = 64

/**
 * Whether the bytes are a JPEG from end to end: start of image and a first marker, end of image, and behind it nothing but
 * zeros (ITU T.81, B.1.1). What carries another file behind the picture is none.
 */
export function isJpeg(bytes: Uint8Array): boolean {
  const end = bytes.findLastIndex(byte => byte !== 0) + 1
  const begins = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
  return begins && end > 4 && bytes.length - end <= mostPadding && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

/** Path below the photo folder, with forward slashes, for a picture taken at that moment. */
export function photoPath(id: string, takenAtMs: number): string {
  const [year, month, day] = new Date(takenAtMs).toISOString().slice(0, 10).split('-')
  return `${year}/${month}/${day}/${id}.jpg`
}

/** The moment inside a version 7 UUID (RFC 9562 section 5.7), or nothing for another version. */
export function momentOf(id: string): number | undefined {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined
}

export interface PhotoFiles {
  /** The picture, or nothing when the file is gone or is only a link. */
  read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Writes whole or not at all. Throws `storage_full`, also when the disk would be left with less than it is to keep. */
  write(file: string, bytes: Uint8Array): Promise<void>
  /** Deletes the picture; one that is gone already is no error. */
  remove(file: string): Promise<void>
  /** Free on the disk of the pictures; nothing when the system does not say. */
  freeBytes(): Promise<number | undefined>
}

export interface PhotoFilesOptions {
  /** So much of the disk stays free of pictures: the database needs it more. */
  keepFreeBytes?: number
  openFile?: typeof open
  /** Free bytes in a folder for this user. */
  freeIn?: (folder: string) => Promise<number>
}

/** Errors of a disk that takes no more. */
const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])

/** Those of a site, which leave the room it says. */
export function photoFilesOf({ dataDir, photos }: Pick<Site, 'dataDir' | 'photos'>): PhotoFiles {
  return photoFiles(dataDir, { keepFreeBytes: photos.min_free_mb * 1e6 })
}

/** Pictures below `<dataDir>/photos`, which may itself be a link. Paths and links that lead out of it throw. */
export function photoFiles(dataDir: string, { keepFreeBytes = 0, openFile = open, freeIn = freeFor }: PhotoFilesOptions = {}): PhotoFiles {
  const root = path.join(dataDir, 'photos')
  const inside = (file: string) => {
    const full = path.resolve(root, ...file.split('/'))
    if (!full.startsWith(root + path.sep)) throw leadsOut()
    return full
  }
  const keepInside = async (full: string) => {
    const [folder, top] = await Promise.all([realpath(path.dirname(full)), realpath(root)])
    if (!folder.startsWith(top + path.sep)) throw leadsOut()
  }
  const freeBytes = () => freeIn(root).catch(() => undefined)
  return {
    freeBytes,
    async remove(file) {
      await rm(inside(file), { force: true })
    },
    async read(file) {
      const full = inside(file)
      try {
        await keepInside(full)
        // Windows has no such flag, and lets only administrators make links.
        const handle = await openFile(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
        try {
          return new Uint8Array(await handle.readFile())
        } finally {
          await handle.close()
        }
      } catch (error) {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return undefined
        throw error
      }
    },
    async write(file, bytes) {
      const target = inside(file)
      await mkdir(path.dirname(target), { recursive: true }).catch(refuseFull)
      const free = await freeBytes()
      if (free !== undefined && free - bytes.byteLength < keepFreeBytes) throw full()
      await keepInside(target)
      const temporary = `${target}.${randomSecret().slice(0, 8)}.part`
      try {
        const handle = await openFile(temporary, 'wx')
        try {
          await handle.writeFile(bytes)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true })
        return refuseFull(error)
      }
    },
  }
}

function refuseFull(error: unknown): never {
  if (!fullDisk.has(codeOf(error) ?? '')) throw error
  throw full(error)
}

function full(cause?: unknown): CodedError {
  return new CodedError('storage_full', 'the disk takes no more pictures', { retryable: true, cause })
}

async function freeFor(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function leadsOut(): Error {
  return new RangeError('a photo path leads out of the photo folder')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
