/**
 * The language the person chose, kept in the browser. The other language's dictionary is loaded when it is asked for.
 * The Indonesian dictionary names the keys; the English one does not compile without all of them.
 */
import { resolveTemplate } from '@solid-primitives/i18n'
import { createContext, createMemo, createRoot, createSignal, type JSX, useContext } from 'solid-js'
import { createFormats, type Formats, type Locale } from './format.ts'
import type { Dictionary, TextKey } from './id.ts'

export type { Locale } from './format.ts'
export type { TextKey } from './id.ts'

type Values = Record<string, string | number>

export interface I18n {
  locale(): Locale
  /** Loads the dictionary, then switches and stores the choice. */
  setLocale(locale: Locale): Promise<void>
  /** The text of `key`, with `{{ name }}` replaced from `values`. */
  t(key: TextKey, values?: Values): string
  /** The text of a key made at run time, such as an error code; `fallback` when there is none. */
  tMaybe(key: string, fallback: string, values?: Values): string
  format(): Formats
  setTimeZone(timeZone: string): void
}

const storageKey = 'palang.locale'
const loaders: Record<Locale, () => Promise<Dictionary>> = {
  id: () => import('./id.ts').then(found => found.id),
  en: () => import('./en.ts').then(found => found.en),
}

/** The stored choice, else the browser's language when it is one of ours, else Indonesian. */
function preferredLocale(): Locale {
  const stored = readStored(storageKey)
  if (stored === 'id' || stored === 'en') return stored
  return navigator.languages.some(language => language.startsWith('id')) || !navigator.language.startsWith('en') ? 'id' : 'en'
}

/** Loads the first dictionary and makes the service everything below {@link I18nProvider} reads. */
export async function createI18n(first: Locale = preferredLocale()): Promise<I18n> {
  const [current, setCurrent] = createSignal({ locale: first, words: await loaders[first]() })
  const [timeZone, setTimeZone] = createSignal(Intl.DateTimeFormat().resolvedOptions().timeZone)
  document.documentElement.lang = first
  const format = createRoot(() => createMemo(() => createFormats(current().locale, timeZone())))
  const lookUp = (key: string): string | undefined => {
    const words: Record<string, string> = current().words
    return Object.hasOwn(words, key) ? words[key] : undefined
  }
  return {
    locale: () => current().locale,
    async setLocale(locale) {
      const words = await loaders[locale]()
      setCurrent({ locale, words })
      document.documentElement.lang = locale
      store(storageKey, locale)
    },
    t: (key, values) => resolveTemplate(lookUp(key) ?? key, values),
    tMaybe: (key, fallback, values) => resolveTemplate(lookUp(key) ?? fallback, values),
    format,
    setTimeZone: zone => setTimeZone(zone),
  }
}

const I18nContext = createContext<I18n>()

/** Gives the language to everything inside. */
export function I18nProvider(props: { value: I18n; children: JSX.Element }): JSX.Element {
  return <I18nContext.Provider value={props.value}>{props.children}</I18nContext.Provider>
}

/** The language service; throws outside {@link I18nProvider}. */
export function useI18n(): I18n {
  const found = useContext(I18nContext)
  if (found === undefined) throw new Error('useI18n outside I18nProvider')
  return found
}

function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage may be blocked; the choice then lasts for this page.
  }
}
