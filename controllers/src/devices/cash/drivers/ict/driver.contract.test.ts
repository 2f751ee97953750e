import { cashContract } from '../../contract.ts'
import { ictRig, quick } from './rig.test-support.ts'

cashContract('ict', () => {
  const { clock, port, acceptor, make, advance } = ictRig({ delays: quick })
  return {
    clock,
    cash: make(),
    insertNote(amount) {
      if (!acceptor.isEnabled()) return false
      void acceptor.insert(amount)
      return true
    },
    plug: on => (on ? port.plug() : port.unplug()),
    advance,
    paidOut: null,
  }
})
