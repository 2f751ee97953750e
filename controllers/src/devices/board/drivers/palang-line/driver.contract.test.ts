import { boardContract } from '../../contract.ts'
import { palangLineRig } from './test-rig.ts'

boardContract('palang-line on a fake port', palangLineRig)
