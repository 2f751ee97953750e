/** What a customer asks of the machine by touching the screen, and what is said when it is not taken. */
import { createSignal, onCleanup } from 'solid-js'
import type { Refused } from '../panel.ts'
import { type WishRefused, wishRefusedOf } from './reasons.ts'

const saidForMs = 6_000

export interface Wish {
  /** Asks once at a time; a second touch meanwhile changes nothing. */
  send(ask: () => Promise<Refused | undefined>): void
  /** Being asked just now. */
  isAsking(): boolean
  /** Why the last one was not taken, for a while. */
  refused(): WishRefused | undefined
}

/** One way of asking; taken wishes are told by the machine itself. */
export function createWish(): Wish {
  const [isAsking, setAsking] = createSignal(false)
  const [refused, setRefused] = createSignal<WishRefused>()
  let silence: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(silence))
  return {
    isAsking,
    refused,
    send(ask) {
      if (isAsking()) return
      setAsking(true)
      setRefused(undefined)
      clearTimeout(silence)
      void ask().then(code => {
        setAsking(false)
        if (code === undefined) return
        setRefused(wishRefusedOf(code))
        silence = setTimeout(() => setRefused(undefined), saidForMs)
      })
    },
  }
}
