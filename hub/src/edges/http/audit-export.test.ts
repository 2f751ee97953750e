import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditInput } from '../../store/records.ts'
import { tokens } from './testing/fake-hub.ts'
import { storedHub } from './testing/stored-hub.ts'

let hub: Awaited<ReturnType<typeof storedHub>>
/** More than two pages of the export. */
const many = 1234

function act(n: number, over: Partial<AuditInput> = {}): AuditInput {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()
  return {
    at,
    actor: 'user:a@b.example',
    action: 'gate_control',
    subject: 'gate_in',
    before: null,
    after: { n },
    reason: null,
    source: '10.0.0.1',
    ...over,
  }
}

const append = (entries: AuditInput[]) => hub.store.transact(tx => tx.audit.append(entries))

beforeAll(async () => {
  hub = await storedHub()
  await append(Array.from({ length: many }, (_, n) => act(n)))
})
afterAll(async () => {
  await hub.store.stop()
  rmSync(hub.dataDir, { recursive: true, force: true })
})

const ask = (as: keyof typeof tokens, search = '') =>
  hub.app.request(`/api/audit/export${search}`, { headers: { authorization: `Bearer ${tokens[as]}` } })

/** Cells of one line as RFC 4180 reads it. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

async function linesOf(response: Response): Promise<string[]> {
  return linesIn(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer()))
}

function linesIn(text: string): string[] {
  const lines = text.split('\r\n')
  expect(lines.pop()).toBe('')
  return lines
}

const seqOf = (line: string) => Number(cellsOf(line)[0])

test('an export has every entry once, newest first, with the chain, as a file', async () => {
  const response = await ask('operator')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="palang-audit-[\d-]{10}\.csv"$/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const [head, ...lines] = await linesOf(response)
  expect(head).toBe('\uFEFFseq,at,actor,action,subject,before,after,reason,source,previousHash,hash')
  const seqs = lines.map(seqOf)
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => seqs.length - n))
  expect(seqs.length).toBeGreaterThanOrEqual(many)
  const [newest = [], next = []] = lines.map(cellsOf)
  expect(newest[9]).toBe(next[10])
})

test('it is sent page by page, and what is written meanwhile neither doubles nor drops a line', async () => {
  const { body } = await ask('operator')
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  let [text, parts] = ['', 0]
  const decoder = new TextDecoder()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true })
    parts += 1
    await append([act(many + parts)])
  }
  expect(parts).toBeGreaterThan(3)
  const seqs = linesIn(text).slice(1).map(seqOf)
  expect(seqs.at(-1)).toBe(1)
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => (seqs[0] ?? 0) - n))
})

test('the same filter as on the screen narrows it', async () => {
  await append([act(1, { action: 'change_user', subject: 'user:x' }), act(2, { action: 'change_user', subject: 'user:y' })])
  const found = await linesOf(await ask('admin', '?action=change_user&subject=user:y'))
  expect(found.slice(1).map(line => cellsOf(line)[4])).toEqual(['user:y'])
  const none = await linesOf(await ask('admin', '?from=2031-01-01T00:00:00.000Z'))
  expect(none).toHaveLength(1)
  expect((await ask('admin', '?from=yesterday')).status).toBe(400)
})

test('that it was taken, by whom and how narrow, is itself on the trail', async () => {
  await linesOf(await ask('operator', '?actor=user:nobody'))
  const { items } = await hub.store.audit.list({ action: 'export_audit' }, { limit: 1 })
  expect(items).toMatchObject([{ actor: 'token:operator', subject: 'audit', after: { actor: 'user:nobody' } }])
})

test('what a spreadsheet would take for a formula is text in it, and a line stays a line', async () => {
  const hostile = [
    '=HYPERLINK("http://evil.example","x")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    '＝1+1',
    '"=1+1"',
    'a,b\r\nc',
  ]
  await append(hostile.map((reason, n) => act(n, { action: 'hostile', reason })))
  const text = await (await ask('admin', '?action=hostile')).text()
  for (const word of ["'=HYPERLINK", "'+1+1", "'-2+3", "'@SUM", "'\t=1", "'\r=1", "'\n=1", "'＝1"]) expect(text).toContain(word)
  // Every reason between its neighbours: a comma after the `after` cell, a source behind it.
  expect(text).not.toMatch(/,"?[=+@\t＝-]/)
  expect(text).toContain(',"""=1+1""",10.0.0.1,')
  expect(text).toContain(',"a,b\r\nc",10.0.0.1,')
})

test.each([
  ['viewer', 403],
  ['viewer_pusat', 403],
  ['operator_pusat', 403],
  ['admin_pusat', 403],
  ['gate_in', 403],
  ['scraper', 403],
] as const)('%s may not take it along, and nothing is written', async (as, status) => {
  const before = await hub.store.audit.head()
  expect((await ask(as)).status).toBe(status)
  expect(await hub.store.audit.head()).toEqual(before)
})
