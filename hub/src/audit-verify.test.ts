import { execFile } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Runs the program to its end. */
function verify(...given: string[]): Promise<{ code: unknown; output: string }> {
  return new Promise(resolve =>
    execFile(process.execPath, [path.join(import.meta.dirname, 'audit-verify.ts'), ...given], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    ),
  )
}

test('asked for help it tells its options and exit codes, and an unknown option gets the same with exit code 2', async () => {
  const [help, wrong] = await Promise.all([verify('--help'), verify('--dta', 'x')])
  expect(help).toMatchObject({ code: 0, output: expect.stringMatching(/--data DIR[\s\S]*Ends with 0/) })
  expect(wrong).toMatchObject({ code: 2, output: expect.stringMatching(/'--dta'[\s\S]*usage:/) })
})
