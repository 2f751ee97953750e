import { onCleanup } from 'solid-js'

/** Calls `open` on `/`, unless the person is typing somewhere. */
export function useSlash(open: () => void): void {
  const listener = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement | null
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (target?.closest('input, textarea, select, [contenteditable]') !== null && target !== null) return
    event.preventDefault()
    open()
  }
  document.addEventListener('keydown', listener)
  onCleanup(() => document.removeEventListener('keydown', listener))
}
