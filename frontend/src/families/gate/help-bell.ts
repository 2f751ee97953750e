/** The sound of a customer who waits: two tones again and again, until somebody answers or the person at the console mutes it. */
import { createEffect, createSignal, onCleanup } from 'solid-js'

const kept = 'palang.help.muted'
const everyMs = 4_000
const tones = [
  { hertz: 880, atS: 0 },
  { hertz: 660, atS: 0.22 },
] as const

export interface HelpBell {
  muted: () => boolean
  setMuted: (muted: boolean) => void
}

/** Rings while `waits` and not muted. A browser that lets no page sound before it was touched stays silent; the banner does not. */
export function createHelpBell(waits: () => boolean): HelpBell {
  const [muted, setMuted] = createSignal(localStorage.getItem(kept) === 'yes')
  let sound: AudioContext | undefined
  createEffect(() => {
    if (!waits() || muted()) return
    const ring = () => {
      sound ??= new AudioContext()
      for (const tone of tones) play(sound, tone)
    }
    ring()
    const timer = setInterval(ring, everyMs)
    onCleanup(() => clearInterval(timer))
  })
  onCleanup(() => void sound?.close())
  return {
    muted,
    setMuted(next) {
      localStorage.setItem(kept, next ? 'yes' : 'no')
      setMuted(next)
    },
  }
}

function play(sound: AudioContext, { hertz, atS }: (typeof tones)[number]): void {
  const start = sound.currentTime + atS
  const tone = sound.createOscillator()
  const volume = sound.createGain()
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0.001, start)
  volume.gain.exponentialRampToValueAtTime(0.25, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.2)
  tone.connect(volume).connect(sound.destination)
  tone.start(start)
  tone.stop(start + 0.21)
}
