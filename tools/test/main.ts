/** `npm test`: brings in what the suites need, runs them, and says at the end what was skipped and why. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { messageOf } from '@palang/kit'
import { buildEmulator, buildFirmware } from '../../firmware/build.ts'
import { buildHost } from '../../firmware/esp32/build.ts'
import { boards, missingPackages, whyNoHostBuild } from '../../firmware/toolchain.ts'
import { buildFrontend } from '../build-frontend.ts'
import { generate } from '../generate.ts'
import { installPrograms, missingPrograms, whyNotInstallable } from './programs.ts'
import { closingLines } from './closing-lines.ts'
import { ownFolder } from './own-folder.ts'
import { testReport, type TestReport } from './reporter.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

async function main(): Promise<number> {
  const unavailable = await bringPrograms()
  const failures: string[] = []
  for (const [what, step] of [
    ['database clients', generate],
    ['frontend', () => buildFrontend(root, { say: line => console.log(line) })],
    ['board firmware', buildForEmulator],
    ['ESP32 firmware', buildForHost],
  ] as const) {
    // The suites that need it fail and say more; the others still tell something.
    await step().catch((error: unknown) => failures.push(`${what}: ${messageOf(error)}`))
  }
  const { folder, remove } = ownFolder()
  const reportFile = path.join(folder, 'report.json')
  const exitCode = await runVitest(process.argv.slice(2), reportFile)
  const report = readReport(reportFile)
  remove()
  console.log(closingLines({ report, exitCode, unavailable, failures }))
  return exitCode === 0 && failures.length > 0 ? 1 : exitCode
}

/** Installs missing programs where that is allowed; resolves with those still missing, each with the reason. */
async function bringPrograms(): Promise<string[]> {
  const missing = missingPrograms()
  if (missing.length === 0) return []
  let reason = whyNotInstallable()
  if (reason === undefined) {
    console.log(`Installing ${missing.map(program => program.package).join(', ')} …`)
    reason = await installPrograms(missing)
  }
  return missingPrograms().map(
    program => `${program.suites}: needs ${program.package}, which is not installed${reason === undefined ? '' : ` (${reason})`}`,
  )
}

/** Once, before several suites would each do it. */
async function buildForEmulator(): Promise<void> {
  if (missingPackages().length > 0) return
  for (const board of boards) await buildFirmware(board)
  await buildEmulator()
}

async function buildForHost(): Promise<void> {
  if (whyNoHostBuild() === undefined) await buildHost()
}

function runVitest(parameters: readonly string[], reportFile: string): Promise<number> {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', vitest, 'run', ...parameters], {
    cwd: root,
    env: { ...process.env, PALANG_TEST_REPORT: reportFile },
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  process.on('disconnect', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code ?? 1))
  })
}

function readReport(file: string): TestReport | undefined {
  try {
    return testReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

process.exitCode = await main()
if (process.connected) process.disconnect()
