/**
 * Folding SQLite's write-ahead log back into its file (sqlite.org/wal.html, "Checkpointing"). Left to itself SQLite does
 * that within a commit, and whoever waits for that commit waits for seconds on a slow card. Here most of it is done on
 * another connection while commits go on; what they add meanwhile is little, and is folded between two of them.
 */
import { stat } from 'node:fs/promises'

export interface CheckpointOptions {
  file: string
  /** Bytes of the log from which it is folded. */
  foldFromBytes: number
  /** Copies what is in the log to the file, beside the writer and without stopping it. */
  fold(): Promise<void>
  /** Copies the rest and empties the log, on the writer's connection; not while somebody still reads in it. */
  empty(): Promise<void>
  /** Hears of what went wrong; the log stays as it is, and is folded another time. */
  failed(error: unknown): void
}

export interface Checkpoints {
  /** Awaited before each transaction begins; takes time only when the log has just been folded. Never throws. */
  betweenCommits(): Promise<void>
  /** Resolves when nothing is being folded any more. */
  idle(): Promise<void>
}

/** Commits between two looks at the log's size. */
const commitsPerLook = 8

/** Checkpoints for one file whose writer does none by itself (`wal_autocheckpoint = 0`). */
export function sqliteCheckpoints({ file, foldFromBytes, fold, empty, failed }: CheckpointOptions): Checkpoints {
  let commits = 0
  let folding: Promise<void> | undefined
  let isFolded = false

  async function foldWhenLarge(): Promise<void> {
    const { size } = await stat(`${file}-wal`)
    if (size < foldFromBytes) return
    await fold()
    isFolded = true
  }

  return {
    async betweenCommits() {
      if (isFolded) {
        isFolded = false
        await empty().catch(failed)
      }
      commits += 1
      if (folding !== undefined || commits % commitsPerLook !== 0) return
      folding = foldWhenLarge()
        .catch(failed)
        .finally(() => (folding = undefined))
    },
    async idle() {
      await folding
    },
  }
}
