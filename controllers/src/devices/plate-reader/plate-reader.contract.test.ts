import { ManualClock } from '@palang/kit'
import { plateReaderContract } from './contract.ts'
import { pushRig } from './drivers/http-push/push-rig.test-support.ts'
import { SimulatedPlateReader } from './simulated.ts'

plateReaderContract('http-push', () => {
  const { reader, ready, push } = pushRig()
  return {
    reader,
    ready,
    async read(plate, confidence) {
      await push({ plate, confidence })
    },
  }
})

plateReaderContract('simulated', () => {
  const clock = new ManualClock()
  const reader = new SimulatedPlateReader({ clock })
  return {
    reader,
    ready: () => clock.advance(1_000),
    async read(plate, confidence) {
      reader.read(plate, confidence)
    },
  }
})
