/** A driver in front of a played IP camera, over real sockets on this computer. */
import { ManualClock } from '@palang/kit'
import { encode } from 'jpeg-js'
import { IpCamera, type CameraLogin } from '../../../../simulator/src/cameras/ip-camera.ts'
import type { CameraRig } from './contract.ts'
import type { CameraPort, Capture } from './port.ts'
import { stepBoth } from './real-rig.test-support.ts'

export const picture = new Uint8Array(encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, 120) }, 50).data)

export interface IpCameraRig extends CameraRig {
  played: IpCamera
  clock: ManualClock
  until(holds: () => boolean): Promise<void>
  /** A capture, with time passing meanwhile. */
  capture(): Promise<Capture>
}

/** `kind` is what the driver asks for; `make` is given the address with the login in it. */
export async function ipCameraRig(
  kind: 'snapshot' | 'mjpeg',
  make: (url: string, clock: ManualClock) => CameraPort,
  login?: CameraLogin,
): Promise<IpCameraRig> {
  const clock = new ManualClock()
  let most = 0
  const options = { name: 'played', clock, port: 0, draw: () => picture, changed: () => (most = Math.max(most, played.view().busy)) }
  const played: IpCamera = new IpCamera(login === undefined ? options : { ...options, login })
  await played.start()
  const step = () => stepBoth(clock)
  const camera = make(played.url(kind), clock)
  return {
    camera,
    async capture() {
      let isOver = false
      const capturing = camera.capture(60_000).finally(() => (isOver = true))
      while (!isOver) await step()
      return capturing
    },
    played,
    clock,
    plug: on => (on ? played.plug() : played.unplug()),
    step,
    async until(holds) {
      for (let steps = 0; !holds(); steps++) {
        if (steps > 2_000) throw new Error('what was waited for never came')
        await step()
      }
    },
    mostProducers: () => most,
    end: () => played.stop(),
  }
}
