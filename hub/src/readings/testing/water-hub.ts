/** The HTTP application over memory with a water machine of the site file, and what posting to it needs. */
import { z } from 'zod'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'
import { vendingMachine } from '../../testing/vending-machine.ts'

const screenMessage = z.object({ type: z.string(), machine_id: z.string(), payload: z.record(z.string(), z.unknown()) })

/** `post` sends a reading of good water unless told otherwise, as the token that may announce; `told` is what screens heard. */
export async function waterHub() {
  const hub = await fakeHub({ machines: [vendingMachine('vending-1', { name: 'Air minum lobi' })] })
  const { store, call, live } = hub
  const told: z.infer<typeof screenMessage>[] = []
  live.attach({ channel: 'admin', shows: () => true, deliver: text => void told.push(screenMessage.parse(JSON.parse(text))) })
  const post = (machineId: string, over: Record<string, unknown> = {}, as: Parameters<typeof call>[2] = { as: 'announcer' }) =>
    call('POST', `/api/v1/machines/${machineId}/update_quality`, { json: { tds: 120.5, ph: 7.1, ...over }, ...as })
  const buckets = (machineId: string, size: 'minute' | 'hour' | 'day') =>
    store.readings.buckets({ machineId, size, from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' })
  return { ...hub, told, post, buckets }
}
