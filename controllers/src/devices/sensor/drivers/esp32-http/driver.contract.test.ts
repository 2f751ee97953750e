import { sensorContract } from '../../contract.ts'
import { headRig, says } from './head-rig.test-support.ts'

sensorContract('esp32-http', async () => {
  const rig = await headRig()
  let plugging: Promise<void> = Promise.resolve()
  return {
    sensor: rig.sensor,
    stand: water => (rig.head.behave = says(water)),
    plug(on) {
      plugging = plugging.then(on ? rig.plug : rig.unplug)
    },
    until: rig.until,
    async wait() {
      for (let steps = 0; steps < 50; steps++) await rig.step()
    },
    async end() {
      await plugging
      await rig.end()
    },
  }
})
