import { boardContract } from '../../contract.ts'
import { a6NetRig } from './rig.test-support.ts'

for (const form of ['levels', 'repeated', 'changes'] as const) {
  boardContract(`a6-net on a fake port, STAT answered with ${form}`, () => a6NetRig(form), {
    position: 'none',
    tells: ['loop1', 'loop2', 'ticket_button', 'help_button'],
    // It is lost and found again, and says nothing of it.
    tellsRestart: false,
  })
}
