/** Pictures: found again, and let go. */
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { PhotoRecord } from '../records.ts'
import { at, payment, session, unique } from './samples.ts'

const photo = (change: Partial<PhotoRecord> = {}): PhotoRecord => ({
  id: uuidv7(),
  machineId: 'gate_in',
  sessionId: null,
  reason: 'entry',
  takenAt: at(0),
  file: 'a/b.jpg',
  bytes: 10,
  commandId: null,
  ...change,
})

/** Registers the tests. */
export function photoContract(store: CurrentStore): void {
  const keep = (...photos: PhotoRecord[]) =>
    store().transact(async tx => {
      for (const each of photos) await tx.photos.insert(each)
    })

  test('the latest photo of a machine is the one taken last', async () => {
    const machineId = unique('gate')
    const [old, recent] = [photo({ machineId }), photo({ machineId, takenAt: at(60) })]
    await keep(recent, old)
    expect(await store().photos.latest(machineId)).toEqual(recent)
    expect(await store().photos.get(old.id)).toEqual(old)
    expect(await store().photos.latest('nowhere')).toBeUndefined()
  })

  test('the photos of a command are found by it, oldest first', async () => {
    const commandId = unique('command')
    const [second, first] = [photo({ commandId, takenAt: at(60) }), photo({ commandId })]
    await keep(second, first, photo({ commandId: unique('command'), takenAt: at(30) }))
    expect(await store().photos.ofCommand(commandId)).toEqual([first, second])
  })

  test('the oldest photos that may go are found: none of an open session, disputed ones apart', async () => {
    const machineId = unique('gate')
    const dispute = { reasons: [unique('by_hand')], states: ['forced' as const], entries: ['refund' as const] }
    const [open, closed, forced, refunded] = [
      session({ state: 'inside' }),
      session({ state: 'closed', closedAt: at(90) }),
      session({ state: 'forced', closedAt: at(90) }),
      session({ state: 'closed', closedAt: at(90) }),
    ]
    const ofOpen = photo({ machineId, takenAt: at(1), sessionId: open.id })
    const ofClosed = photo({ machineId, takenAt: at(2), sessionId: closed.id })
    const ofForced = photo({ machineId, takenAt: at(3), sessionId: forced.id })
    const ofRefunded = photo({ machineId, takenAt: at(4), sessionId: refunded.id })
    const byHand = photo({ machineId, takenAt: at(5), reason: dispute.reasons[0] ?? '' })
    const alone = photo({ machineId, takenAt: at(6) })
    await store().transact(async tx => {
      await tx.sessions.putMany([open, closed, forced, refunded])
      await tx.ledger.append([payment({ sessionId: refunded.id, kind: 'refund', amount: -10 })])
    })
    await keep(alone, byHand, ofRefunded, ofForced, ofClosed, ofOpen, photo({ machineId, takenAt: at(300) }))
    const mine = async (isDisputed: boolean) =>
      (await store().photos.expendable({ takenBefore: at(200), isDisputed, dispute }, 10_000)).filter(each => each.machineId === machineId)
    expect(await mine(false)).toEqual([ofClosed, alone])
    expect(await mine(true)).toEqual([ofForced, ofRefunded, byHand])
    expect(await store().photos.expendable({ takenBefore: at(200), isDisputed: true, dispute }, 1)).toHaveLength(1)
  })

  test('photos that are let go are gone, and their bytes with them', async () => {
    const photos = [photo({ bytes: 30 }), photo({ bytes: 40 })]
    const before = await store().photos.totalBytes()
    await keep(...photos)
    expect((await store().photos.totalBytes()) - before).toBe(70)
    await store().transact(tx => tx.photos.remove([photos[0]?.id ?? '', uuidv7()]))
    expect((await store().photos.totalBytes()) - before).toBe(40)
    expect(await store().photos.get(photos[0]?.id ?? '')).toBeUndefined()
    await store().transact(tx => tx.photos.remove([]))
  })
}
