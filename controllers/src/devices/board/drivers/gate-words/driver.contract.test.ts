import { boardContract } from '../../contract.ts'
import { gateWordsRig } from './rig.test-support.ts'

for (const hasPositionSensor of [true, false]) {
  boardContract(
    `gate-words on a fake port, ${hasPositionSensor ? 'with' : 'without'} its position sensor`,
    () => gateWordsRig({ hasPositionSensor }),
    {
      position: 'reckoned',
      tells: ['loop1'],
    },
  )
}
