/** Dark, light, or as the device is set until somebody chooses; kept in the browser. `public/theme.js` applies the same before the first paint. */
import { createEffect, createSignal, onCleanup, type Accessor } from 'solid-js'

export type ThemeChoice = 'dark' | 'light' | 'system'

const storageKey = 'palang.theme'

export interface Theme {
  choice: Accessor<ThemeChoice>
  choose(choice: ThemeChoice): void
}

/** Reads the stored choice and keeps the page in step with it, and with the device while it is followed. */
export function createTheme(): Theme {
  const [choice, setChoice] = createSignal<ThemeChoice>(stored())
  const device = matchMedia('(prefers-color-scheme: light)')
  const [deviceLight, setDeviceLight] = createSignal(device.matches)
  const follow = (event: MediaQueryListEvent) => setDeviceLight(event.matches)
  device.addEventListener('change', follow)
  onCleanup(() => device.removeEventListener('change', follow))
  createEffect(() => {
    const light = choice() === 'light' || (choice() === 'system' && deviceLight())
    document.documentElement.dataset['theme'] = light ? 'light' : 'dark'
  })
  return {
    choice,
    choose(next) {
      setChoice(next)
      try {
        localStorage.setItem(storageKey, next)
      } catch {
        // Storage may be blocked; the choice then lasts for this page.
      }
    },
  }
}

function stored(): ThemeChoice {
  try {
    const found = localStorage.getItem(storageKey)
    return found === 'light' || found === 'dark' ? found : 'system'
  } catch {
    return 'system'
  }
}
