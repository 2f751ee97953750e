/** The journal on disks that fail: full, read-only, and cut off from power at any byte. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isDiskTrouble } from './disk-trouble.ts'
import { openJournal, type Journal } from './journal.ts'

const nowMs = Date.UTC(2026, 0, 20)
const stamp = { occurredAt: new Date(nowMs).toISOString(), clock: 'synced' as const }
const fact = (n: number, size = 0) => ({ type: 'alarm_cleared', payload: { code: `c${n}`, filler: 'x'.repeat(size) } })

let folder = ''
const opened: Journal[] = []

function open(file: string): Journal {
  const journal = openJournal(file, { nowMs, log: silentLog() })
  opened.push(journal)
  return journal
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-disk-'))
})
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close()
  spawnSync('umount', [path.join(folder, 'small')])
  rmSync(folder, { recursive: true, force: true })
})

/** A disk of half a megabyte, when this user may mount one. */
function smallDisk(): string | undefined {
  const place = path.join(folder, 'small')
  mkdirSync(place)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', place]).status === 0 ? place : undefined
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0

test.skipIf(!mayMount)(
  `a full disk refuses the write whole, keeps what was written, and goes on when there is room${mayMount ? '' : ' (skipped: needs root on Linux to mount a small disk)'}`,
  () => {
    const place = smallDisk() ?? path.join(folder, 'small')
    const ballast = path.join(place, 'ballast')
    const journal = open(path.join(place, 'journal.db'))
    let written = 0
    const fill = () => {
      for (; written < 10_000; written++) journal.write({ facts: [fact(written, 500)] }, stamp)
    }
    appendFileSync(ballast, Buffer.alloc(100_000))
    expect(fill).toThrow(expect.toSatisfy(isDiskTrouble) as Error)
    expect([journal.lastSeq(), journal.after(0, 10_000, 1e9).length]).toEqual([written, written])
    rmSync(ballast)
    expect(journal.write({ facts: [fact(written)] }, stamp)).toMatchObject([{ seq: written + 1 }])
  },
)

const isOrdinary = process.getuid?.() !== 0
test.skipIf(!isOrdinary)(
  `a read-only file is the disk’s trouble, not a damaged journal${isOrdinary ? '' : ' (skipped: nothing is read-only for root)'}`,
  () => {
    const file = path.join(folder, 'journal.db')
    open(file).write({ facts: [fact(1)] }, stamp)
    opened.splice(0).forEach(journal => journal.close())
    chmodSync(file, 0o400)
    chmodSync(folder, 0o500)
    expect(() => open(file).write({ facts: [fact(2)] }, stamp)).toThrow(expect.toSatisfy(isDiskTrouble) as Error)
    chmodSync(folder, 0o700)
  },
)

/** What the disk holds of the journal when the power goes, its log cut at `walBytes` and followed by `tail`. */
function imageAt(file: string, name: string, walBytes: number, tail: Buffer): string {
  const image = path.join(folder, name, 'journal.db')
  mkdirSync(path.dirname(image))
  copyFileSync(file, image)
  copyFileSync(`${file}-wal`, `${image}-wal`)
  truncateSync(`${image}-wal`, walBytes)
  appendFileSync(`${image}-wal`, tail)
  return image
}

test('after a power cut at any byte every write that returned is there, and of one that did not all or nothing', () => {
  const file = path.join(folder, 'journal.db')
  const journal = open(file)
  const walSizes = [statSync(`${file}-wal`).size]
  for (let n = 1; n <= 6; n++) {
    journal.write({ facts: [fact(n, 3000), fact(n, 3000)], saved: `state ${n}` }, stamp)
    walSizes.push(statSync(`${file}-wal`).size)
  }
  const last = walSizes.at(-1) ?? 0
  for (let cut = walSizes[0] ?? 0; cut <= last; cut += 509) {
    const returned = walSizes.filter(size => size <= cut).length - 1
    const image = open(imageAt(file, `cut-${cut}`, cut, Buffer.alloc(64, 0xa5)))
    expect([image.opened, image.lastSeq(), image.saved(), image.after(0, 100, 1e9).length]).toEqual([
      'found',
      returned * 2,
      returned === 0 ? null : `state ${returned}`,
      returned * 2,
    ])
    expect(image.write({ facts: [fact(99)] }, stamp)).toMatchObject([{ seq: returned * 2 + 1 }])
    opened.splice(1).forEach(one => one.close())
  }
})
