/** An ANPR camera at the lane: it posts what it reads to the controller, as docs/protocols/plate-reader-http.md has it. */
import type { Clock } from '@palang/kit/clock'
import type { Random } from '../traffic/random.ts'
import type { Watch } from '../world/watch.ts'

export interface PlatePush {
  plate: string
  /** 0 to 1. */
  confidence: number
  /** The same read so often, as cameras do while a vehicle stands. */
  times: number
  /** Each is posted so long after it was read, and says when that was. */
  lateMs: number
  /** A picture of this size lies in the JSON; 0: none. */
  pictureBytes: number
  /** Another secret than the camera's own. */
  secret?: string | undefined
}

export interface PlateCamera {
  /** Posts a read; resolves with what the controller answered to each, null where nobody listened. */
  push(push: PlatePush): Promise<(number | null)[]>
  /** A vehicle drives into the picture: its plate is read once or twice, now and then without certainty. */
  see(plate: string): void
  view(): { posted: number; taken: number; unheard: number; last: string | null }
}

export interface PlateCameraOptions {
  /** Where the controller listens. */
  port: number
  secret: string
  clock: Clock
  random: Random
  watch: Watch
}

/** What one vehicle looks like to the camera; shares. */
const shares = { again: 0.3, uncertain: 0.05 } as const

export function createPlateCamera({ port, secret: own, clock, random, watch }: PlateCameraOptions): PlateCamera {
  const view: ReturnType<PlateCamera['view']> = { posted: 0, taken: 0, unheard: 0, last: null }

  async function post(body: Record<string, unknown>, secret: string): Promise<number | null> {
    view.posted += 1
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    // Nobody listens, or the connection was closed on a body that is too large: a camera learns no more than that.
    const answer = await fetch(`http://127.0.0.1:${port}/api/plate-reads`, request).catch(() => undefined)
    if (answer === undefined) view.unheard += 1
    else await answer.arrayBuffer().catch(() => undefined)
    if (answer?.status === 204) view.taken += 1
    return answer?.status ?? null
  }

  async function push({ plate, confidence, times, lateMs, pictureBytes, secret = own }: PlatePush): Promise<(number | null)[]> {
    view.last = plate
    const picture = pictureBytes === 0 ? {} : { picture: Buffer.alloc(Math.ceil((pictureBytes * 3) / 4)).toString('base64') }
    const answers: (number | null)[] = []
    for (let sent = 0; sent < times; sent++) {
      const at = new Date(clock.now()).toISOString()
      if (lateMs > 0) await watch.pause(lateMs)
      answers.push(await post({ plate, confidence, at, ...picture }, secret))
      watch.touch()
    }
    return answers
  }

  return {
    push,
    see(plate) {
      const percent = random.chance(shares.uncertain) ? random.between(40, 80) : random.between(92, 99)
      const times = random.chance(shares.again) ? 2 : 1
      void push({ plate, confidence: percent / 100, times, lateMs: 0, pictureBytes: 0 })
    },
    view: () => ({ ...view }),
  }
}
