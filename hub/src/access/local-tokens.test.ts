import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { simulatedUnitsTokenFile, simulatorTokenFile } from '@palang/config'
import { isoNow, ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { memoryStore } from '../store/testing/memory-store.ts'
import { digest } from './credentials.ts'
import { ensureMachineTokens, ensureSimulatorTokens, machineTokenFile } from './local-tokens.ts'

async function ready() {
  const [store, data] = [memoryStore(), await mkdtemp(path.join(tmpdir(), 'palang-secrets-'))]
  const clock = new ManualClock()
  const at = { store, clock, dataDir: data }
  const file = machineTokenFile(data, 'gate_in')
  const secret = async () => (await readFile(file, 'utf8')).trim()
  const isGood = async (given: string) => (await store.tokens.byDigest(digest(given)))?.machineId === 'gate_in'
  return { store, at, data, file, secret, isGood, ensure: () => ensureMachineTokens(at, ['gate_in', 'gate_out']) }
}

test('each machine of this computer gets its own token in a file only we may read, and keeps it', async () => {
  const { store, at, data, file, secret, isGood, ensure } = await ready()
  await ensure()
  const first = await secret()
  expect(first).toMatch(/^[\w-]{43}$/)
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await isGood(first)).toBe(true)
  await ensure()
  expect(await secret()).toBe(first)
  expect(store.shelves.tokens.size).toBe(2)
  expect(JSON.stringify([...store.shelves.tokens.values()])).not.toContain(first)
  await ensureSimulatorTokens(at, false)
  expect(await readdir(path.join(data, 'secrets'))).not.toContain('simulated-units.token')
  const simulator = (await readFile(simulatorTokenFile(data), 'utf8')).trim()
  expect(await store.tokens.byDigest(digest(simulator))).toMatchObject({
    name: 'simulator',
    scopes: ['operate'],
    createdAt: isoNow(at.clock),
  })
  await ensureSimulatorTokens(at, true)
  const units = (await readFile(simulatedUnitsTokenFile(data), 'utf8')).trim()
  expect(await store.tokens.byDigest(digest(units))).toMatchObject({ kind: 'device', machineId: null, scopes: [] })
  expect((await readFile(simulatorTokenFile(data), 'utf8')).trim()).toBe(simulator)
})

test('a lost or broken file means a new token, and the old one stops working', async () => {
  const { file, secret, isGood, ensure } = await ready()
  await ensure()
  const first = await secret()
  await rm(file)
  await ensure()
  const second = await secret()
  expect([await isGood(first), await isGood(second)]).toEqual([false, true])
  await writeFile(file, second.slice(0, 9))
  await ensure()
  expect([await isGood(second), await isGood(await secret())]).toEqual([false, true])
})

test('a revoked token does not come back from its file', async () => {
  const { store, secret, isGood, ensure } = await ready()
  await ensure()
  const first = await secret()
  const { id = '' } = (await store.tokens.byDigest(digest(first))) ?? {}
  await store.transact(tx => tx.tokens.remove(id))
  await ensure()
  expect([await isGood(first), await isGood(await secret())]).toEqual([false, true])
})

test('a token that a machine elsewhere enrolled with is left alone', async () => {
  const { store, isGood, ensure } = await ready()
  const enrolled = { id: 't', digest: digest('enrolled'), name: 'gate_in', kind: 'machine', scopes: [], outlets: null } as const
  const rest = { machineId: 'gate_in', createdBy: 'activation:user:a@b', createdAt: '', expiresAt: null, lastUsedAt: null }
  store.shelves.tokens.set('t', { ...enrolled, scopes: [], ...rest })
  await ensure()
  expect(await isGood('enrolled')).toBe(true)
})
