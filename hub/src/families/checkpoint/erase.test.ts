import { isoNow, uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { photoFilesOf } from '../../photos/photo-files.ts'
import { simulatedSite } from '../../testing/simulated-site.ts'
import { eraseProgramme, exportedProgramme } from './erase.ts'
import { mustRun, programmes, retireEntry } from './registers.ts'
import { mealHub } from './testing/meal-hub.ts'

const admin = { id: 'user:admin', role: 'admin' } as const
let hub: Awaited<ReturnType<typeof mealHub>>
beforeEach(async () => {
  hub = await mealHub()
  const scan = (tag: string, status: string, gateway: string) => ({
    ...{ nfc_tag_id: tag, status_scan: status, gateway_id: gateway },
    timestamp: isoNow(hub.clock),
  })
  await hub.meals.gateways.receive([scan('TRAY_1', 'makanan_keluar', 'GW_DAPUR'), scan('STRAY', 'makanan_keluar', 'GW_DAPUR')], undefined)
  await hub.meals.settled()
})
afterEach(() => hub.close())

const mbg = async () => (await programmes.list(hub.parts)).find(({ id }) => id === 'mbg') ?? Promise.reject(new Error('no programme'))

test('everything of a programme is taken along, a record a line, and that it was is on the audit trail', async () => {
  const kinds: string[] = []
  for await (const line of exportedProgramme(hub.parts, admin, await mbg())) {
    expect(line.endsWith('}\n')).toBe(true)
    kinds.push(/^\{"kind":"(\w+)"/.exec(line)?.[1] ?? line)
  }
  const counts = Object.fromEntries([...Map.groupBy(kinds, kind => kind)].map(([kind, { length }]) => [kind, length]))
  expect(counts).toEqual({ programme: 1, place: 3, gateway: 3, container: 4, delivery: 1, scan: 1, round: 1 })
  expect((await hub.store.audit.list({ action: 'export_meal_programme' }, { limit: 5 })).items).toMatchObject([
    { actor: 'user:admin', subject: 'mbg' },
  ])
})

test('a programme that runs is not erased', async () => {
  await expect(eraseProgramme({ ...hub.parts, site: simulatedSite }, admin, await mustRun(hub.parts, 'mbg'), 'over')).rejects.toMatchObject(
    {
      code: 'conflict',
    },
  )
  expect((await hub.everything()).scans).toHaveLength(2)
})

test('of one that was ended nothing is left, its pictures neither; the audit trail says who did it and why', async () => {
  const site = { ...simulatedSite, dataDir: hub.folder }
  const photo = { id: uuidv7(), machineId: 'GW_DAPUR', takenAt: isoNow(hub.clock), file: 'gw/2026-01-20/receipt.jpg', bytes: 3 }
  const nothing = { sessionId: null, commandId: null }
  const files = photoFilesOf(site)
  await files.write(photo.file, new Uint8Array([0xff, 0xd8, 0xff]))
  await hub.store.transact(async tx => {
    await tx.photos.insert({ ...photo, ...nothing, reason: 'receipt' })
    const said = { portions: null, rejected: null, rejectReason: null, temperatureDc: null, signatureId: null, note: null }
    await tx.meals.addReceipts([
      { ...said, id: uuidv7(), gatewayId: 'GW_DAPUR', recipient: 'Bu Rina', photoId: photo.id, at: isoNow(hub.clock) },
    ])
  })
  await retireEntry(hub.parts, admin, programmes, 'mbg')
  await eraseProgramme({ ...hub.parts, site }, admin, await mbg(), 'the contract has ended')
  expect(await hub.everything()).toMatchObject({ trips: [], deliveries: [], scans: [] })
  expect([await programmes.list(hub.parts), await hub.store.photos.get(photo.id), await files.read(photo.file)]).toEqual([
    [],
    undefined,
    undefined,
  ])
  expect((await hub.store.audit.list({ action: 'erase_meal_programme' }, { limit: 5 })).items).toMatchObject([
    { reason: 'the contract has ended' },
  ])
})
