import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ConfigError, loadYaml } from './config.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const schema = z.strictObject({
  name: z.string(),
  ports: z.array(
    z.strictObject({
      port: z.int(),
      kind: z.discriminatedUnion('driver', [z.strictObject({ driver: z.literal('tcp'), host: z.string() })]),
    }),
  ),
})

function mistakesOf(text: string) {
  const file = path.join(folder, 'site.yaml')
  writeFileSync(file, text)
  try {
    loadYaml(file, schema)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.mistakes.map(({ path: at, line, message }) => ({ at, line, message }))
  }
}

test('every mistake is reported at once, with path, line and what was found', () => {
  const mistakes = mistakesOf(
    'nme: x\nname: 3\nports:\n  - port: "80"\n    kind: { driver: tpc }\n  - port: 1\n    kind: { driver: tcp, host: h, hots: x }\n',
  )
  expect(mistakes.map(m => [m.at, m.line])).toEqual(
    expect.arrayContaining([
      ['nme', 1],
      ['name', 2],
      ['ports.0.port', 4],
      ['ports.0.kind.driver', 5],
      ['ports.1.kind.hots', 7],
    ]),
  )
  expect(mistakes).toHaveLength(5)
  expect(mistakes.find(m => m.at === 'ports.0.port')?.message).toContain('"80"')
})

test('a file that is not YAML says where', () => {
  expect(mistakesOf('name: "open\nports: []\n')[0]).toMatchObject({ at: '', message: expect.stringContaining('not YAML') as unknown })
})

test('a missing file is one mistake that names it', () => {
  const file = path.join(folder, 'none.yaml')
  expect(() => loadYaml(file, schema)).toThrow(file)
})
