import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildFrontend, fingerprint, type BuildSurface } from './build-frontend.ts'

function project() {
  const root = mkdtempSync(path.join(tmpdir(), 'palang-frontend-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  write('frontend/src/main.ts', 'one')
  write('protocol/src/index.ts', 'two')
  const built: string[] = []
  const build: BuildSurface = (_root, parameters) => {
    const surface = parameters.includes('kiosk') ? 'kiosk' : 'console'
    built.push(surface)
    write(`frontend/dist/${surface}/index.html`, '')
    return Promise.resolve()
  }
  return { root, write, built, build, run: (using = build) => buildFrontend(root, { say: () => undefined, build: using }) }
}

test('what is current is not built again', async () => {
  const { run, built } = project()
  expect(await run()).toBe(true)
  expect(await run()).toBe(false)
  expect(built).toEqual(['console', 'kiosk'])
})

test.each(['frontend/src/main.ts', 'protocol/src/index.ts', 'frontend/src/new.ts'])('a change of %s builds both again', async name => {
  const { run, write, built } = project()
  await run()
  write(name, 'changed')
  await run()
  expect(built).toEqual(['console', 'kiosk', 'console', 'kiosk'])
})

test('only the surface that is missing is built', async () => {
  const { root, run, built } = project()
  await run()
  rmSync(path.join(root, 'frontend', 'dist', 'kiosk'), { recursive: true })
  await run()
  expect(built).toEqual(['console', 'kiosk', 'kiosk'])
})

test('a build that failed is tried again', async () => {
  const { run, built } = project()
  await expect(run(() => Promise.reject(new Error('syntax')))).rejects.toThrow('syntax')
  await run()
  expect(built).toEqual(['console', 'kiosk'])
})

test('tests and built files are no source', () => {
  const { root, write } = project()
  const before = fingerprint(root)
  write('frontend/src/main.test.ts', 'x')
  write('frontend/dist/console/app.js', 'x')
  write('frontend/node_modules/left-pad/index.js', 'x')
  expect(fingerprint(root)).toBe(before)
})
