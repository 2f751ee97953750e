/** What a picture of the console is taken of: a site, a page, a state of it, and how the person looks at it. */
import type { Page } from 'playwright-core'
import type { FixtureHub, FixtureOptions } from './fixture-hub.ts'

export type Theme = 'dark' | 'light'
export type Language = 'id' | 'en'

export interface Look {
  theme: Theme
  language: Language
  phone: boolean
  /** A large screen instead of the usual one. */
  wide?: boolean
}

export interface Shot {
  name: string
  options: Omit<FixtureOptions, 'consoleDir'>
  path: string
  looks: Look[]
  /** Brings the page into the state to be seen. */
  act?: (page: Page, hub: FixtureHub) => Promise<void>
}

export const dark: Look = { theme: 'dark', language: 'id', phone: false }
export const light: Look = { theme: 'light', language: 'en', phone: false }
export const phone: Look = { theme: 'dark', language: 'id', phone: true }
export const phoneLight: Look = { theme: 'light', language: 'en', phone: true }
/** The large screen of a control room. */
export const wide: Look = { ...dark, wide: true }

/** Presses the first button of that name, and waits for what it opens. */
export const press =
  (name: RegExp) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('button', { name }).first().click()
    await page.getByRole('dialog').or(page.getByRole('menu')).waitFor()
  }
