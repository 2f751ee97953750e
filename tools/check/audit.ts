/** Known weaknesses in the packages that run in production, as the npm registry knows them. */
import { spawn } from 'node:child_process'
import { readJson } from '@palang/kit/json'
import { z } from 'zod'
import { outcomeOf, type Outcome } from './tasks.ts'

/** An advisory that does not concern us. */
export interface AllowedAdvisory {
  /** `GHSA-…` */
  advisory: string
  /** Why it does not concern us. */
  reason: string
  /** Last day (`2027-01-31`) until somebody has to look again. */
  until: string
}

/** False positives. Each entry is looked at again when its day has come. */
const allowedAdvisories: readonly AllowedAdvisory[] = []

/** A registry that has not answered by then counts as not reachable. */
const answerWithinMs = 20_000

const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([z.string(), z.object({ name: z.string(), title: z.string(), url: z.string(), severity: z.string(), range: z.string() })]),
      ),
    }),
  ),
})
const refusal = z.object({ message: z.string() })

/** Asks the registry. Without an answer (no network, or a mirror that does not offer this) the check is skipped, with the reason. */
export async function auditDependencies(root: string, today: string): Promise<Outcome> {
  const npm = process.env['npm_execpath']
  if (npm === undefined) return skipped('it was not started by npm')
  const printed = await askRegistry(root, npm)
  return printed === undefined
    ? skipped(`the registry gave no answer within ${answerWithinMs / 1000} s`)
    : judge(printed, allowedAdvisories, today)
}

/** What `npm audit --json` printed, as an outcome: serious weaknesses that are not allowed, and allowances that are over or idle. */
export function judge(printed: string, allowed: readonly AllowedAdvisory[], today: string): Outcome {
  const answer = readJson(printed)
  const read = report.safeParse(answer)
  if (!read.success) {
    const why = refusal.safeParse(answer)
    return skipped(why.success ? why.data.message : 'npm audit gave no report')
  }
  const advisories = Object.values(read.data.vulnerabilities).flatMap(({ via }) => via.filter(one => typeof one !== 'string'))
  const serious = new Map(advisories.filter(({ severity }) => severity === 'high' || severity === 'critical').map(one => [one.url, one]))
  const found = [...serious.values()].map(one => ({ ...one, id: one.url.split('/').at(-1) ?? one.url }))
  const isAllowed = (id: string) => allowed.some(({ advisory }) => advisory === id)
  return outcomeOf([
    ...found.filter(({ id }) => !isAllowed(id)).map(one => `${one.name} ${one.range}: ${one.severity}: ${one.title} (${one.url})`),
    ...allowed.filter(({ until }) => until < today).map(({ advisory, until }) => `${advisory}: allowed until ${until}; look at it again`),
    ...allowed
      .filter(({ advisory }) => !found.some(({ id }) => id === advisory))
      .map(({ advisory }) => `${advisory}: is allowed but no longer found; remove the allowance`),
  ])
}

/** What npm printed on stdout, whatever its exit code; nothing when it took too long or could not be started. */
function askRegistry(root: string, npm: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [npm, 'audit', '--omit=dev', '--audit-level=high', '--json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: answerWithinMs,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', () => resolve(undefined))
    child.once('close', (_code, signal) => resolve(signal === null ? Buffer.concat(chunks).toString('utf8') : undefined))
  })
}

function skipped(reason: string): Outcome {
  return { passed: true, skipped: reason, output: '' }
}
