import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tools/test/longest-first.ts'
import { countingReporter } from './tools/test/reporter.ts'

const everywhere = ['**/node_modules/**', '**/dist/**', 'data/**']
const contracts = [
  'hub/src/store/migrate.test.ts',
  '**/*contract*.test.ts',
  '**/*mysql*.test.ts',
  '**/*mariadb*.test.ts',
  '**/*sqlite*.test.ts',
]
const endToEnd = ['e2e/**/*.test.ts']
/** Screens over made-up panels: few files and long, so they run beside the sites, which mostly wait. */
const screens = ['e2e/screens/**/*.test.ts']
/**
 * Sites of real processes mostly wait, for barriers and cars: a few run beside each other, after everything else. On two cores a browser
 * may lose its place under them: what fails is tried once more, and shown as such.
 */
const besideEachOther = { retry: 1, maxWorkers: 3, sequence: { groupOrder: 1 }, testTimeout: 120_000, hookTimeout: 180_000 }
const reportFile = process.env['PALANG_TEST_REPORT']

export default defineConfig({
  test: {
    reporters: ['default', ...(reportFile === undefined ? [] : [countingReporter(reportFile)])],
    globalSetup: 'tools/test/own-folder.ts',
    sequence: { sequencer: LongestFirst },
    // node:sqlite is called experimental in Node 24.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Room for a busy two-core machine; nothing waits this long when it works.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Every core: left to itself, vitest keeps one of two for a person who waits.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...everywhere, ...contracts, ...endToEnd],
          // Modules are loaded once, not once for each file: a minute less on two cores. Tests keep no state in them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'contract', include: contracts, exclude: [...everywhere, ...endToEnd], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'screens', include: screens, exclude: everywhere, ...besideEachOther },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: endToEnd,
          exclude: [...everywhere, ...screens],
          ...besideEachOther,
        },
      },
    ],
  },
})
