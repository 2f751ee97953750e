/** Running programs and checks side by side, with their output kept for the ones that fail. */
import { spawn } from 'node:child_process'
import path from 'node:path'

export interface Outcome {
  passed: boolean
  /** What to show when it failed. */
  output: string
  /** Why it could not be done here; then it counts neither way. */
  skipped?: string
}

export interface Task {
  name: string
  run: () => Promise<Outcome>
}

export interface Report extends Outcome {
  name: string
  tookMs: number
}

/** Runs a program of node_modules on this Node; passed when it ends with 0. */
export function runProgram(root: string, script: string, parameters: readonly string[]): Promise<Outcome> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules', script), ...parameters], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', error => resolve({ passed: false, output: error.message }))
    child.once('close', code => resolve({ passed: code === 0, output: Buffer.concat(chunks).toString('utf8').trim() }))
  })
}

/** From a list of mistakes to an outcome. */
export function outcomeOf(mistakes: readonly string[]): Outcome {
  return { passed: mistakes.length === 0, output: mistakes.join('\n') }
}

/** Runs every task, at most `atOnce` at a time; a task that throws has failed. Reports come in the order of the tasks. */
export async function runTasks(tasks: readonly Task[], atOnce: number, now: () => number = () => performance.now()): Promise<Report[]> {
  const reports: Report[] = []
  const waiting = tasks.map((task, index) => ({ task, index }))
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { task, index } = next
      const begin = now()
      const outcome = await task
        .run()
        .catch((error: unknown) => ({ passed: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
      reports[index] = { name: task.name, tookMs: now() - begin, ...outcome }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker))
  return reports
}

/** The table of all reports, the output of those that failed before it, and the count as the last line. */
export function printReports(reports: readonly Report[]): string {
  const failed = reports.filter(({ passed }) => !passed)
  const skipped = reports.filter(report => report.skipped !== undefined).length
  const width = Math.max(...reports.map(({ name }) => name.length))
  return [
    ...failed.flatMap(({ name, output }) => [`── ${name} ──`, output, '']),
    ...reports.map(
      ({ name, passed, tookMs, skipped: reason }) =>
        `  ${reason === undefined ? (passed ? 'ok     ' : 'FAILED ') : 'skipped'}  ${name.padEnd(width)}  ${(tookMs / 1000).toFixed(1)} s${reason === undefined ? '' : `  ${reason}`}`,
    ),
    '',
    `${reports.length - failed.length - skipped} passed, ${failed.length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`,
  ].join('\n')
}
