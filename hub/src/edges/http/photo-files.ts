/** Pictures on disk: `<data>/photos/YYYY/MM/DD/<id>.jpg`. Names are made from checked ids only, never from what a caller sent. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { randomSecret } from '@palang/kit'

/** Largest picture accepted. */
export const maxPhotoBytes = 2 * 1024 * 1024

/** Whether the bytes begin and look like a JPEG: start of image and a first marker (ITU T.81, B.1.1). */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
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
  /** The picture, or nothing when the file is gone. */
  read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Writes whole or not at all. */
  write(file: string, bytes: Uint8Array): Promise<void>
}

/** Pictures below `<dataDir>/photos`. Paths that lead out of it throw. */
export function photoFiles(dataDir: string): PhotoFiles {
  const root = path.join(dataDir, 'photos')
  const inside = (file: string) => {
    const full = path.resolve(root, ...file.split('/'))
    if (!full.startsWith(root + path.sep)) throw new RangeError('a photo path leads out of the photo folder')
    return full
  }
  return {
    async read(file) {
      try {
        return new Uint8Array(await readFile(inside(file)))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(file, bytes) {
      const target = inside(file)
      await mkdir(path.dirname(target), { recursive: true })
      const temporary = `${target}.${randomSecret().slice(0, 8)}.part`
      try {
        const handle = await open(temporary, 'wx')
        try {
          await handle.writeFile(bytes)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
  }
}
