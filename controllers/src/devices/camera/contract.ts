/** What every camera keeps to. */
import { decode } from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import type { CameraPort } from './port.ts'

export interface CameraRig {
  camera: CameraPort
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
  /** Longer than it needs to connect. */
  connectMs: number
}

/** Registers the suite for one implementation. */
export function cameraContract(name: string, makeRig: () => CameraRig): void {
  const started = async (): Promise<CameraRig> => {
    const rig = makeRig()
    rig.camera.start()
    rig.camera.start()
    await rig.advance(rig.connectMs)
    return rig
  }

  describe(`camera: ${name}`, () => {
    test('captures a JPEG', async () => {
      const { camera } = await started()
      expect(camera.status().state).toBe('ready')
      const capture = await camera.capture(3_000)
      if (!capture.ok) throw new Error(capture.message)
      expect(decode(capture.jpeg).width).toBeGreaterThan(0)
      await camera.stop()
    })

    test('feeds every viewer until it looks away', async () => {
      const { camera, advance } = await started()
      const seen = [0, 0]
      const first = camera.watch(() => (seen[0] = (seen[0] ?? 0) + 1))
      const second = camera.watch(() => (seen[1] = (seen[1] ?? 0) + 1))
      await advance(1_000)
      expect(seen[0]).toBeGreaterThan(0)
      expect(seen[1]).toBe(seen[0])
      first()
      first()
      const before = seen[0]
      await advance(1_000)
      expect(seen[0]).toBe(before)
      expect(seen[1]).toBeGreaterThan(before ?? 0)
      second()
      await camera.stop()
    })

    test('unplugged it captures nothing and says why; back again, viewers see frames without asking anew', async () => {
      const { camera, plug, advance, connectMs } = await started()
      let frames = 0
      camera.watch(() => (frames += 1))
      plug(false)
      await advance(1_000)
      expect(camera.status().state).toBe('disconnected')
      expect(await camera.capture(3_000)).toMatchObject({ ok: false, message: expect.any(String) })
      frames = 0
      await advance(2_000)
      expect(frames).toBe(0)
      plug(true)
      await advance(connectMs)
      expect(frames).toBeGreaterThan(0)
      await camera.stop()
    })

    test('stopped it shows nothing', async () => {
      const { camera, advance } = await started()
      let frames = 0
      camera.watch(() => (frames += 1))
      await camera.stop()
      await camera.stop()
      frames = 0
      await advance(2_000)
      expect(frames).toBe(0)
      expect(await camera.capture(3_000)).toMatchObject({ ok: false })
    })
  })
}
