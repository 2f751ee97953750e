/**
 * Writes one Prisma client per engine from the models in prisma/models. `npm run generate`; quick when nothing changed,
 * because each client carries the digest of what it was made from. Works without a network.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { composeSchema, type Engine, engines, projectRoot } from './prisma/compose.ts'

const require = createRequire(import.meta.url)

/** Where the client of `engine` is written; the schema's generator block names the same folder. */
function clientFolder(engine: Engine): string {
  return path.join(projectRoot, 'hub/src/store/prisma/generated', engine)
}

/** Generates what is out of date. Resolves to the engines whose client was written anew; throws with Prisma's own words. */
export async function generate(): Promise<Engine[]> {
  const written: Engine[] = []
  for (const engine of engines) {
    const schema = composeSchema(engine)
    const digest = createHash('sha256').update(prismaVersion()).update(schema).digest('hex')
    const stamp = path.join(clientFolder(engine), 'made-from.txt')
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) continue
    rmSync(stamp, { force: true })
    await runPrisma(writeSchema(engine, schema))
    writeFileSync(stamp, digest)
    written.push(engine)
  }
  return written
}

function writeSchema(engine: Engine, schema: string): string {
  const folder = path.join(projectRoot, 'prisma/generated', engine)
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'schema.prisma')
  writeFileSync(file, schema)
  return file
}

function prismaVersion(): string {
  const { version } = JSON.parse(readFileSync(require.resolve('prisma/package.json'), 'utf8')) as { version: string }
  return version
}

/**
 * `generate` never runs the schema engine but refuses to start without one, and would download it; any file that exists
 * satisfies it.
 */
async function runPrisma(schemaFile: string): Promise<void> {
  const cli = path.join(path.dirname(require.resolve('prisma/package.json')), 'build/index.js')
  const child = spawn(process.execPath, [cli, 'generate', '--schema', schemaFile, '--no-hints'], {
    cwd: projectRoot,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))
  child.stderr.on('data', chunk => (said += chunk))
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`prisma generate failed for ${schemaFile}:\n${said}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const written = await generate()
  console.log(written.length === 0 ? 'database clients are up to date' : `database clients generated: ${written.join(', ')}`)
}
