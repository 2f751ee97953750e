/** The files of the project as git would commit them, so that what is ignored is ignored here as well. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { SourceTree } from './architecture.ts'
import { packages } from './import-rules.ts'

const binary = /\.(png|jpe?g|ico|woff2?|gz|zip|db)$/i

/** Paths from `root` with forward slashes: tracked files and new ones that are not ignored. Needs git. */
export async function projectFiles(root: string): Promise<string[]> {
  const listed = await promisify(execFile)('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    maxBuffer: 32 * 1024 * 1024,
  })
  return [...new Set(listed.stdout.split('\0').filter(file => file !== ''))]
}

/** The text of `files`; pictures, archives and files deleted since are left out. */
export async function readFiles(root: string, files: readonly string[]): Promise<Map<string, string>> {
  const read = await Promise.all(
    files
      .filter(file => !binary.test(file))
      .map(async file => [file, await readFile(path.join(root, file), 'utf8').catch(() => undefined)] as const),
  )
  return new Map(read.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])))
}

/** Our TypeScript among `texts`. */
export function sourcesOf(texts: ReadonlyMap<string, string>): SourceTree {
  const folders = new Set<string>([...packages, 'firmware', 'e2e', 'bench', 'tools', 'prisma'])
  return new Map([...texts].filter(([file]) => /\.tsx?$/.test(file) && folders.has(file.split('/')[0] ?? '')))
}
