import { boardContract } from '../../contract.ts'
import { palangLineRig } from './rig.test-support.ts'

boardContract('palang-line on a fake port', palangLineRig)
