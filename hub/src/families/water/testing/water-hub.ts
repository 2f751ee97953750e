/** The HTTP application with two water machines, for tests of their routes. */
import type { MachineConfig } from '@palang/config'
import { fakeHub } from '../../../edges/http/testing/fake-hub.ts'
import { vendingMachine } from '../../../testing/vending-machine.ts'

/** `vending-1` with what is given, and `vending-2` of which the site file says nothing. */
export function waterHub(first: Partial<MachineConfig> = {}) {
  return fakeHub({
    machines: [vendingMachine('vending-1', first), vendingMachine('vending-2', { panel: { port: 8004, host: '127.0.0.1' } })],
  })
}
