/** One camera's stream: opened, read picture by picture, opened again when it ends. */
import { type Accessor, createSignal, onCleanup } from 'solid-js'
import { cameraStreamUrl } from '../../api/endpoints.ts'
import { createMjpegReader } from './mjpeg.ts'

/** `live`: pictures come. `waiting`: asked, nothing yet. `down`: the hub has no picture to give. */
export type CameraState = 'waiting' | 'live' | 'down'

const cameraDelays = {
  /** Without a new picture for this long the stream counts as standing still. */
  stalledMs: 6_000,
  /** Between tries, doubled up to the longest. */
  retryMinMs: 2_000,
  retryMaxMs: 20_000,
  /** Over which the pictures per second are counted. */
  rateWindowMs: 3_000,
} as const

export interface CameraFeed {
  state: Accessor<CameraState>
  /** Local clock, milliseconds; undefined before the first picture. */
  frameAtMs: Accessor<number | undefined>
  framesPerSecond: Accessor<number>
  /** Width by height of the picture, within what a page can bear; 16:9 before the first. */
  ratio: Accessor<number>
}

const ratios = { usual: 16 / 9, narrowest: 4 / 3, widest: 16 / 8 } as const

/**
 * Draws the stream of `gateId` into `canvas` until the owner is disposed, at most `perSecond` pictures of it. The last picture stays
 * when the stream ends.
 */
export function createCameraFeed(gateId: string, canvas: () => HTMLCanvasElement | undefined, perSecond = 60): CameraFeed {
  const [state, setState] = createSignal<CameraState>('waiting')
  const [frameAtMs, setFrameAtMs] = createSignal<number>()
  const [framesPerSecond, setFramesPerSecond] = createSignal(0)
  const rate = createRate()
  const [ratio, setRatio] = createSignal<number>(ratios.usual)
  const abort = new AbortController()
  let retryMs: number = cameraDelays.retryMinMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  const show = async (jpeg: Uint8Array) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(jpeg)])).catch(() => undefined)
    const target = canvas()
    if (picture === undefined || target === undefined || abort.signal.aborted) return
    if (target.width !== picture.width || target.height !== picture.height) {
      target.width = picture.width
      target.height = picture.height
      setRatio(Math.min(ratios.widest, Math.max(ratios.narrowest, picture.width / picture.height)))
    }
    target.getContext('2d')?.drawImage(picture, 0, 0)
    picture.close()
    const nowMs = Date.now()
    setFramesPerSecond(rate(nowMs))
    setFrameAtMs(nowMs)
    setState('live')
    retryMs = cameraDelays.retryMinMs
  }
  const read = async () => {
    turn += 1
    const answer = await fetch(cameraStreamUrl(gateId, turn), { credentials: 'same-origin', signal: abort.signal })
    if (!answer.ok || answer.body === null) return
    const reader = createMjpegReader()
    const stream = answer.body.getReader()
    for (;;) {
      const { done, value } = await withPatience(stream, abort.signal)
      if (done || value === undefined) return
      // Only the newest picture of a burst is worth drawing.
      const newest = reader.feed(value).at(-1)
      if (newest !== undefined && Date.now() - (frameAtMs() ?? 0) >= 1000 / perSecond) await show(newest)
    }
  }
  const run = () => {
    void read()
      .catch(() => undefined)
      .finally(() => {
        if (abort.signal.aborted) return
        setState('down')
        setFramesPerSecond(0)
        timer = setTimeout(run, retryMs)
        retryMs = Math.min(retryMs * 2, cameraDelays.retryMaxMs)
      })
  }
  run()
  onCleanup(() => {
    abort.abort()
    clearTimeout(timer)
  })
  return { state, frameAtMs, framesPerSecond, ratio }
}

/** Counts pictures: given the time of each, the number per second over the last moments. */
function createRate(): (nowMs: number) => number {
  const arrivals: number[] = []
  return nowMs => {
    arrivals.push(nowMs)
    while (arrivals[0] !== undefined && nowMs - arrivals[0] > cameraDelays.rateWindowMs) arrivals.shift()
    const [first] = arrivals
    return first === undefined || nowMs === first ? 0 : ((arrivals.length - 1) * 1000) / (nowMs - first)
  }
}

/** The next bytes, or the end of the stream when none come for too long. */
async function withPatience(
  stream: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
): Promise<{ done: boolean; value?: Uint8Array | undefined }> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(cameraDelays.stalledMs)])
  const gaveUp = new Promise<{ done: true }>(resolve => {
    patience.addEventListener('abort', () => resolve({ done: true }), { once: true })
  })
  const next = await Promise.race([stream.read(), gaveUp])
  if (next.done) await stream.cancel().catch(() => undefined)
  return next
}
