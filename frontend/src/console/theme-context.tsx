import { createContext, type JSX, useContext } from 'solid-js'
import type { Theme } from '../ui/theme.ts'

const ThemeContext = createContext<Theme>()

/** Gives the theme choice to everything inside. */
export function ThemeProvider(props: { value: Theme; children: JSX.Element }): JSX.Element {
  return <ThemeContext.Provider value={props.value}>{props.children}</ThemeContext.Provider>
}

/** The theme choice; throws outside {@link ThemeProvider}. */
export function useTheme(): Theme {
  const found = useContext(ThemeContext)
  if (found === undefined) throw new Error('useTheme outside ThemeProvider')
  return found
}
