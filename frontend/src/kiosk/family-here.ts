/** The family of the machine, as soon as its screens are loaded. */
import type { Clock, Timer } from '@palang/kit/clock'
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'
import { loadFamily } from './families.ts'
import type { KioskFamily } from './family.ts'

/** A panel that was replaced by another version under this page has other files now: only the new page fits them. */
const retryMs = 5_000

/** Undefined while the name is not known or the screens are on their way, null when there are none. `startAnew` is called, again and again, while they cannot be had. */
export function familyHere(
  name: Accessor<string | undefined>,
  clock: Clock,
  startAnew: () => void,
): Accessor<KioskFamily | null | undefined> {
  const [family, setFamily] = createSignal<KioskFamily | null>()
  createEffect(
    on(name, wanted => {
      let isWanted = true
      let retry: Timer | undefined
      onCleanup(() => {
        isWanted = false
        retry?.cancel()
      })
      setFamily(undefined)
      const loading = wanted === undefined ? undefined : loadFamily(wanted)
      if (loading === null) setFamily(null)
      loading?.then(
        loaded => {
          if (isWanted) setFamily(loaded)
        },
        () => {
          if (isWanted) retry = clock.every(retryMs, startAnew)
        },
      )
    }),
  )
  return family
}
