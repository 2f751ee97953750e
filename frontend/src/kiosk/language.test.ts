import { expect, test } from 'vitest'
import { keepLanguage, keptLanguage } from './language.ts'

function memory() {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
}

test('the language chosen outlives a reload', () => {
  const storage = memory()
  expect(keptLanguage(storage)).toBe('id')
  keepLanguage(storage, 'en')
  expect(keptLanguage(storage)).toBe('en')
})

test('a browser that refuses storage speaks Indonesian and does not fail', () => {
  const refuse = () => {
    throw new Error('blocked')
  }
  const storage = { getItem: refuse, setItem: refuse }
  expect(() => keepLanguage(storage, 'en')).not.toThrow()
  expect(keptLanguage(storage)).toBe('id')
})
