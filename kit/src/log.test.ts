import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { closeLog, openLog } from './log.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('writes JSON lines to a file named after the process, without secrets', async () => {
  const log = openLog({ name: 'gate_in', level: 'info', directory: path.join(folder, 'logs') })
  log.info(
    {
      token: 'hunter2',
      request: { headers: { authorization: 'Bearer hunter2' } },
      user: { password: 'hunter2' },
      welcome: { config: { ticket_key: 'hunter2' } },
    },
    'signed in',
  )
  log.debug('not at this level')
  await closeLog(log)
  const text = readFileSync(path.join(folder, 'logs', 'gate_in.log'), 'utf8')
  expect(text).not.toContain('hunter2')
  expect(text.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(text)).toMatchObject({ name: 'gate_in', msg: 'signed in', token: '[Redacted]' })
})

test('tells whoever listens, redacted, and spares them the small talk', () => {
  const heard: Record<string, unknown>[] = []
  const log = openLog({ name: 'x', level: 'debug', onLine: line => heard.push(line) })
  log.debug('tick')
  log.warn({ token: 'hunter2' }, 'odd')
  expect(heard).toMatchObject([{ msg: 'odd', token: '[Redacted]' }])
})

test('goes on with the same file after a restart', async () => {
  for (const line of ['first', 'second']) {
    const log = openLog({ name: 'again', level: 'info', directory: folder })
    log.info(line)
    await closeLog(log)
  }
  const lines = readFileSync(path.join(folder, 'again.log'), 'utf8').trim().split('\n')
  expect(lines.map(line => (JSON.parse(line) as { msg: string }).msg)).toEqual(['first', 'second'])
  expect(existsSync(path.join(folder, 'again.1.log'))).toBe(false)
})

test('a folder that cannot be written costs log lines, not the process', async () => {
  writeFileSync(path.join(folder, 'a-file'), '')
  const log = openLog({ name: 'x', level: 'info', directory: path.join(folder, 'a-file', 'logs') })
  log.info('lost')
  await closeLog(log)
  expect(existsSync(path.join(folder, 'a-file', 'logs'))).toBe(false)
})
