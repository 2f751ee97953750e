/** The walk of the source document with a real gateway: a scan by curl's call, the hub away, the gateway killed, the hub back, and nothing waits. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freePorts } from '@palang/kit/testing/free-ports'
import { logScanAnswer } from '@palang/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startPlanned } from '../../bench/planned-program.ts'
import { until } from '../site/until.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-checkpoint-'))
const running = new Set<Awaited<ReturnType<typeof startPlanned>>>()
let yaml = ''
let panel = ''

async function start(name: 'hub' | 'kitchen-1') {
  const program = await startPlanned(name, { folder, yaml })
  running.add(program)
  return async (signal?: 'SIGTERM' | 'SIGKILL') => {
    running.delete(program)
    await program.stop(signal)
  }
}

beforeAll(async () => {
  const [hub, port] = await freePorts(2)
  panel = `http://127.0.0.1:${port}`
  yaml = `outlet: { id: mbg, name: Dapur, timezone: Asia/Jakarta, currency: IDR }
simulation: true
hub: { host: 127.0.0.1, port: ${hub}, mqtt: 'off' }
machines:
  - { id: kitchen-1, family: checkpoint, panel: { port: ${port} }, devices: { reader: { driver: pcsc } } }
`
})

afterAll(async () => {
  for (const program of running) await program.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function scan(tag: string) {
  const response = await fetch(`${panel}/api/log_scan`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"nfc_tag_id": "${tag}", "status_scan": "makanan_keluar"}`,
  })
  expect(response.status).toBe(201)
  return logScanAnswer.parse(await response.json())
}

const outboxForm = z.object({ backlog: z.int(), last_sync_at: z.string().nullable() })
const outbox = async () => outboxForm.parse(await (await fetch(`${panel}/api/outbox`)).json())

function scansAtHub(): unknown[] {
  const database = new DatabaseSync(path.join(folder, 'hub.db'), { readOnly: true })
  const rows = database.prepare('SELECT id, tag_id, step, gateway_id FROM meal_scans ORDER BY id').all()
  database.close()
  return rows.map(row => Object.values(row).join(' '))
}

test('scans made while the hub is away reach it once it is back, each once, also when the gateway was killed meanwhile', async () => {
  // The first start of a hub makes the tokens of its machines.
  const stopHub = await start('hub')
  await stopHub()
  const stopGateway = await start('kitchen-1')
  const first = await scan('NFC_TAG_ALPHA')
  expect(first).toMatchObject({ synced: false, backlog: 1, step: 'dispatched' })
  await stopGateway('SIGKILL')
  await start('kitchen-1')
  const second = await scan('NFC_TAG_BETA')
  expect(second.backlog).toBe(2)
  expect(await outbox()).toEqual({ backlog: 2, last_sync_at: null })
  await start('hub')
  const drained = await until('an empty outbox', async () => {
    const now = await outbox()
    return now.backlog === 0 && now
  })
  expect(drained.last_sync_at).not.toBeNull()
  expect(scansAtHub()).toEqual([`${first.id} NFC_TAG_ALPHA dispatched kitchen-1`, `${second.id} NFC_TAG_BETA dispatched kitchen-1`])
})
