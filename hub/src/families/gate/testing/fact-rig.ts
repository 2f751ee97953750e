/** Facts of gates as they reach the hub, over the car park of the gate rig. For tests. */
import { isoNow, uuidv7 } from '@palang/kit'
import { loadProjection } from '../../../intake/projection.ts'
import type { FactRecord } from '../../../store/records.ts'
import { applyFact } from '../../registry.ts'
import { gateRig } from './gate-rig.ts'

/** The rig, and facts of its gates as they reach the hub; `aheadMs` is how far the gate's clock runs ahead. */
export async function factRig(...given: Parameters<typeof gateRig>) {
  const rig = await gateRig(...given)
  const { store, site, clock } = rig
  let seq = 0
  async function hear(machineId: string, type: string, payload: Record<string, unknown>, aheadMs = 0) {
    const sessionId = typeof payload['session_id'] === 'string' ? payload['session_id'] : null
    const occurredAt = new Date(clock.now() + aheadMs).toISOString()
    const origin = { machineId, epoch: 'e', seq: ++seq, id: uuidv7(), receivedAt: isoNow(clock) }
    const fact: FactRecord = { ...origin, type, sessionId, occurredAt, clock: 'synced', payload, digest: '' }
    return store.transact(async tx => {
      const projection = await loadProjection(tx, [fact], [machineId])
      applyFact('gate', projection, fact, site)
      await projection.flush()
      return projection.events
    })
  }
  return { ...rig, hear }
}
