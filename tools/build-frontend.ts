/** Building the console and the kiosk, only when something they are made of has changed. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CodedError } from '@palang/kit'

const surfaces = [
  { name: 'console', parameters: [] },
  { name: 'kiosk', parameters: ['--mode', 'kiosk'] },
] as const

/** Everything the built pages can depend on, below the project folder. */
const sources = ['frontend', 'client', 'protocol', 'kit/src', 'tsconfig.json', 'package-lock.json']
const skipped = new Set(['node_modules', 'dist'])

/** One number for the whole content of `names` below `root`: any edit, rename or removal changes it. */
export function fingerprint(root: string, names: readonly string[] = sources): string {
  const hash = createHash('sha256')
  const add = (name: string): void => {
    const file = path.join(root, name)
    if (!existsSync(file)) return
    for (const entry of listFiles(file)) {
      hash.update(`${path.relative(root, entry).replaceAll('\\', '/')}\0`)
      hash.update(readFileSync(entry))
    }
  }
  for (const name of names) add(name)
  return hash.digest('hex')
}

function listFiles(start: string): string[] {
  const found: string[] = []
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(at, entry.name)
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) visit(file)
      } else if (!/\.test\.tsx?$/.test(entry.name)) found.push(file)
    }
  }
  try {
    visit(start)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error
    found.push(start)
  }
  return found
}

/** Builds one surface; rejects with its output when it does not build. */
export type BuildSurface = (root: string, parameters: readonly string[], signal: AbortSignal | undefined) => Promise<void>

/**
 * Builds what is not current; true when something was built. A stamp beside each result remembers what it was made of.
 * Throws a `CodedError` `frontend_build_failed` with the builder's output.
 */
export async function buildFrontend(
  root: string,
  { say, signal, build = buildWithVite }: { say: (line: string) => void; signal?: AbortSignal; build?: BuildSurface },
): Promise<boolean> {
  const current = fingerprint(root)
  const stale = surfaces.filter(
    ({ name }) => readStamp(stampOf(root, name)) !== current || !existsSync(path.join(root, 'frontend', 'dist', name, 'index.html')),
  )
  if (stale.length === 0) return false
  say(`Building the ${stale.map(({ name }) => name).join(' and the ')} …`)
  for (const { name, parameters } of stale) {
    rmSync(stampOf(root, name), { force: true })
    await build(root, parameters, signal)
    writeFileSync(stampOf(root, name), current)
  }
  return true
}

function stampOf(root: string, surface: string): string {
  return path.join(root, 'frontend', 'dist', `${surface}.stamp`)
}

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const buildWithVite: BuildSurface = (root, parameters, signal) =>
  new Promise((resolve, reject) => {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', ...parameters], {
      cwd: path.join(root, 'frontend'),
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    })
    const output: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) return resolve()
      const text = Buffer.concat(output).toString('utf8').trim()
      reject(new CodedError('frontend_build_failed', `the frontend does not build (exit code ${code}):\n${text}`))
    })
  })
