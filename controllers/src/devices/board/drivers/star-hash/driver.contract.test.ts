import { boardContract } from '../../contract.ts'
import { starHashRig } from './rig.test-support.ts'

boardContract('star-hash on a fake port', starHashRig, {
  position: 'none',
  tells: ['loop1', 'loop2', 'ticket_button', 'help_button'],
  isAsked: false,
})
