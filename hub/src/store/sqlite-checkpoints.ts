/**
 * Folding SQLite's write-ahead log back into its file (sqlite.org/wal.html, "Checkpointing"). Left to itself SQLite does
 * that within a commit, and whoever waits for that commit waits for seconds on a slow card. Here most of it is done on
 * another connection while commits go on; what they add meanwhile is little, and is folded between two of them. The log
 * then begins anew in the same place on the disk.
 */
export interface CheckpointOptions {
  /** Copies what is in the log to the file, beside the writer and without stopping it. */
  foldBeside(): Promise<void>
  /** The same on the writer's connection. */
  foldRest(): Promise<void>
  /** Hears of what went wrong; the log stays as it is, and is folded another time. */
  failed(error: unknown): void
}

export interface Checkpoints {
  /** A statement changed `rows` rows, given `chars` characters. */
  wrote(rows: number, chars: number): void
  /** Awaited before each transaction begins; takes time only when the log has just been folded. Never throws. */
  betweenCommits(): Promise<void>
  /** Resolves when nothing is being folded any more. */
  idle(): Promise<void>
}

/** Folded from about this many pages on, 16 MB: enough that pages written often are folded once. */
const foldFromPages = 4096
/** How many pages a row changes, about: its own and those of its indexes, some shared with its neighbours. */
const pagesPerRow = 2
/** What fits on a page beside what belongs to the page itself. */
const charsPerPage = 4000

/** Checkpoints for a writer that does none by itself (`wal_autocheckpoint = 0`). */
export function sqliteCheckpoints({ foldBeside, foldRest, failed }: CheckpointOptions): Checkpoints {
  let pages = 0
  let folding: Promise<void> | undefined
  let isFolded = false

  return {
    wrote(rows, chars) {
      pages += rows * pagesPerRow + chars / charsPerPage
    },
    async betweenCommits() {
      if (isFolded) {
        isFolded = false
        await foldRest().catch(failed)
      }
      if (folding !== undefined || pages < foldFromPages) return
      pages = 0
      folding = foldBeside()
        .then(() => void (isFolded = true))
        .catch(failed)
        .finally(() => (folding = undefined))
    },
    async idle() {
      await folding
    },
  }
}
