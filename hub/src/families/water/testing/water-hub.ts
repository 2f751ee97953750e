/** The HTTP application with two water machines, for tests of their routes. */
import type { MachineConfig } from '@palang/config'
import { fakeHub } from '../../../edges/http/testing/fake-hub.ts'

/** `vending-1` with what is given, and `vending-2` of which the site file says nothing. */
export function waterHub(first: Partial<MachineConfig> = {}) {
  const machine = (id: string, port: number) => ({
    id,
    family: 'water' as const,
    vehicle_class: 'car',
    panel: { port, host: '127.0.0.1' },
    devices: {},
  })
  return fakeHub({ machines: [{ ...machine('vending-1', 8003), ...first }, machine('vending-2', 8004)] })
}
