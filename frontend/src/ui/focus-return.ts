import { type Accessor, createRenderEffect, on } from 'solid-js'

/** What a person pressed to open something; for an entry of a menu the button the menu hangs on, as the entry goes away. */
function openerOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const found = menu === null || menu === undefined ? active : document.querySelector(`[id="${CSS.escape(menu)}"]`)
  return found instanceof HTMLElement && found !== document.body ? found : null
}

/** The thing itself, or the one that stands in its place: what is live around it may have been drawn anew meanwhile. */
function placeOf(opener: HTMLElement): HTMLElement | undefined {
  if (opener.isConnected) return opener
  const alike = document.querySelectorAll<HTMLElement>(`main ${opener.localName}`)
  return [...alike].find(one => one.textContent === opener.textContent && one.ariaLabel === opener.ariaLabel)
}

/** Remembers where the focus was when `open` became true; call the result on closing. Without that place the page gets it. */
export function createFocusReturn(open: Accessor<boolean>): () => void {
  let opener: HTMLElement | null = null
  createRenderEffect(
    // Only when it becomes true: `open` may be read anew with whatever is live around it, and by then the focus is inside.
    on(open, (isOpen, wasOpen) => {
      if (isOpen && wasOpen !== true) opener = openerOf(document.activeElement)
      return isOpen
    }),
  )
  return () => {
    const place = opener === null ? undefined : placeOf(opener)
    const to = place ?? document.querySelector<HTMLElement>('main')
    to?.focus({ preventScroll: true })
  }
}
