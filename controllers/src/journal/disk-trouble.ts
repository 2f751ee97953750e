/** Telling a disk that takes no writes now from a mistake of ours: the first passes, the second does not. */

/** SQLite result codes (sqlite.org/rescode.html): read-only, input/output error, full, cannot open. */
const sqliteCodes = new Set([8, 10, 13, 14])
/** What the operating system says of the same (errno(3)). */
const systemCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'ENXIO', 'ENODEV'])

/** Whether `error` means that the disk is full, read-only, broken or gone. */
export function isDiskTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const sqlite: unknown = Reflect.get(error, 'errcode')
  if (typeof sqlite === 'number') return sqliteCodes.has(sqlite & 0xff)
  const system: unknown = Reflect.get(error, 'code')
  return typeof system === 'string' && systemCodes.has(system)
}
