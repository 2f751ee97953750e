/** Frames as lines of text: `<ms> <clock> <direction> <hex>.`; the dot at the end tells a whole line from a torn one. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { ClockQuality, KeptFrame } from '@palang/protocol'
import type { FrameDirection } from '../io/tapped-stream.ts'

export interface NotedFrame {
  atMs: number
  clock: ClockQuality
  direction: FrameDirection
  hex: string
}

const clockOf = new Map<string, ClockQuality>([
  ['s', 'synced'],
  ['d', 'drifting'],
  ['u', 'unknown'],
])
const frameForm = /^(\d{1,15}) ([sdu]) ([io]) ((?:[0-9a-f]{2})+)\.$/
const lostForm = /^(\d{1,15})-(\d{1,15}) lost (\d{1,9})\.$/

/** The line of one frame, with its end. */
export function frameLine({ atMs, clock, direction, hex }: NotedFrame): string {
  return `${atMs} ${clock.slice(0, 1)} ${direction.slice(0, 1)} ${hex}.\n`
}

/** That frames of a time are not here. */
export interface Lost {
  fromMs: number
  toMs: number
  count: number
}

/** The line that says so, with its end: {@link framesIn} counts it for every window it touches. */
export function lostLine({ fromMs, toMs, count }: Lost): string {
  return `${fromMs}-${toMs} lost ${count}.\n`
}

/** What a file has of `[fromMs, toMs)`. Lines that are not whole are passed over. Rejects when it cannot be read. */
export async function framesIn(file: string, device: string, fromMs: number, toMs: number): Promise<{ frames: KeptFrame[]; lost: number }> {
  const frames: KeptFrame[] = []
  let lost = 0
  for await (const line of createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity })) {
    const [, at, quality = '', way, hex] = frameForm.exec(line) ?? []
    const clock = clockOf.get(quality)
    if (clock !== undefined && hex !== undefined) {
      const atMs = Number(at)
      if (atMs >= fromMs && atMs < toMs)
        frames.push({ at: new Date(atMs).toISOString(), clock, device, direction: way === 'i' ? 'in' : 'out', hex })
      continue
    }
    const [, since, until, count] = lostForm.exec(line) ?? []
    if (Number(since) < toMs && Number(until) >= fromMs) lost += Number(count)
  }
  return { frames, lost }
}
