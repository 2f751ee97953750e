/** What every camera keeps to. */
import { decode } from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import type { CameraPort } from './port.ts'

export interface CameraRig {
  camera: CameraPort
  plug(on: boolean): void | Promise<void>
  /** Lets a moment pass, on the rig's clock and for what is real in it. */
  step(): Promise<void>
  /** Connections, processes or shots that the camera itself saw at one time, at most. */
  mostProducers(): number
  end?(): Promise<void>
}

/** Steps that are more than any camera needs for anything here. */
const mostSteps = 2_000

/** Registers the suite for one implementation. */
export function cameraContract(name: string, makeRig: () => CameraRig | Promise<CameraRig>): void {
  const inRig = (work: (rig: CameraRig & { until(what: string, holds: () => boolean): Promise<void> }) => Promise<void>) => async () => {
    const rig = await makeRig()
    const until = async (what: string, holds: () => boolean) => {
      for (let step = 0; !holds(); step++) {
        if (step === mostSteps) throw new Error(`waited for ${what}; the camera is ${JSON.stringify(rig.camera.status())}`)
        await rig.step()
      }
    }
    try {
      rig.camera.start()
      rig.camera.start()
      await until('a ready camera', () => rig.camera.status().state === 'ready')
      await work({ ...rig, until })
    } finally {
      await ended(rig)
      await rig.end?.()
    }
  }
  const ended = async ({ camera, step }: CameraRig) => {
    let isOver = false
    const stopping = camera.stop().finally(() => (isOver = true))
    while (!isOver) await step()
    await stopping
  }
  /** The answer to a capture, with time passing meanwhile. */
  const captured = async ({ camera, step }: CameraRig) => {
    let isOver = false
    const capturing = camera.capture(30_000).finally(() => (isOver = true))
    while (!isOver) await step()
    return capturing
  }
  const counted = (camera: CameraPort) => {
    const seen = { frames: 0, leave: () => undefined as void }
    seen.leave = camera.watch(() => (seen.frames += 1))
    return seen
  }

  describe(`camera: ${name}`, () => {
    test(
      'captures a JPEG',
      inRig(async rig => {
        const capture = await captured(rig)
        if (!capture.ok) throw new Error(capture.message)
        expect(decode(capture.jpeg).width).toBeGreaterThan(0)
      }),
    )

    test(
      'one producer feeds every viewer until it looks away, and captures meanwhile',
      inRig(async rig => {
        const [first, second] = [counted(rig.camera), counted(rig.camera)]
        await rig.until('pictures', () => first.frames > 2)
        expect(second.frames).toBe(first.frames)
        expect(await captured(rig)).toMatchObject({ ok: true })
        first.leave()
        first.leave()
        const [before, then] = [first.frames, second.frames]
        await rig.until('more pictures', () => second.frames > then + 2)
        expect(first.frames).toBe(before)
        second.leave()
        expect(rig.mostProducers()).toBe(1)
      }),
    )

    test(
      'captures asked for at one time are served by one producer',
      inRig(async rig => {
        expect(await Promise.all([captured(rig), captured(rig), captured(rig)])).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
        expect(rig.mostProducers()).toBe(1)
      }),
    )

    test(
      'unplugged it captures nothing and says why; back again, viewers see pictures without asking anew',
      inRig(async rig => {
        const viewer = counted(rig.camera)
        await rig.until('pictures', () => viewer.frames > 0)
        await rig.plug(false)
        await rig.until('a camera that is gone', () => rig.camera.status().state === 'disconnected')
        expect(rig.camera.status()).toMatchObject({ reason: expect.stringMatching(/./) })
        const before = viewer.frames
        expect(await captured(rig)).toMatchObject({ ok: false, message: expect.stringMatching(/./) })
        expect(viewer.frames).toBe(before)
        await rig.plug(true)
        await rig.until('pictures again', () => viewer.frames > before)
        expect(rig.camera.status().state).toBe('ready')
        expect(rig.mostProducers()).toBe(1)
      }),
    )

    test(
      'stopped it shows nothing',
      inRig(async rig => {
        const viewer = counted(rig.camera)
        await rig.until('pictures', () => viewer.frames > 0)
        await ended(rig)
        await ended(rig)
        const before = viewer.frames
        for (let steps = 0; steps < 20; steps++) await rig.step()
        expect(viewer.frames).toBe(before)
        expect(await captured(rig)).toMatchObject({ ok: false })
      }),
    )
  })
}
