/** What all made-up data is made of: moments before now, ids, and chance that falls the same way each time. */

export const minuteMs = 60_000
export const hourMs = 3_600_000

/** `minutes` ago, ISO. */
export function ago(nowMs: number, minutes: number): string {
  return new Date(nowMs - minutes * minuteMs).toISOString()
}

/** A fixed row of numbers that looks like chance: the same pictures each time. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

export function id(kind: string, index: number): string {
  return `019bda5e-${kind}-7000-8000-${String(index).padStart(12, '0')}`
}
