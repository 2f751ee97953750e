import { createSignal } from 'solid-js'

/** Where the pointer or the arrow keys are, as the place of a bucket; undefined while nobody reads. */
export function createCursor(count: () => number) {
  const [cursor, setCursor] = createSignal<number>()
  const at = () => {
    const found = cursor()
    return found === undefined ? undefined : Math.min(count() - 1, found)
  }
  const moves: Record<string, (from: number) => number> = {
    ArrowLeft: from => from - 1,
    ArrowRight: from => from + 1,
    PageUp: from => from - Math.ceil(count() / 12),
    PageDown: from => from + Math.ceil(count() / 12),
    Home: () => 0,
    End: () => count() - 1,
  }
  return {
    at,
    set: setCursor,
    key(event: KeyboardEvent) {
      const move = moves[event.key]
      if (event.key === 'Escape') setCursor(undefined)
      if (move === undefined || count() === 0) return
      event.preventDefault()
      setCursor(Math.min(count() - 1, Math.max(0, move(at() ?? count() - 1))))
    },
  }
}
