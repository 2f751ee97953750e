import { expect, test } from 'vitest'
import { pinnedTheme, themeAt } from './daylight.ts'

test.each([
  ['2026-01-19T22:59:00.000Z', 'dark'],
  ['2026-01-19T23:00:00.000Z', 'light'],
  ['2026-01-20T10:59:00.000Z', 'light'],
  ['2026-01-20T11:00:00.000Z', 'dark'],
] as const)('in Jakarta at %s the screen is %s', (at, theme) => {
  expect(themeAt(Date.parse(at), 'Asia/Jakarta')).toBe(theme)
})

test('the outlet decides what day is, not the browser', () => {
  const at = Date.parse('2026-01-20T22:30:00.000Z')
  expect(themeAt(at, 'Asia/Jayapura')).toBe('light')
  expect(themeAt(at, 'Asia/Jakarta')).toBe('dark')
})

test('only a known theme can be pinned by the address', () => {
  expect(pinnedTheme('?theme=dark')).toBe('dark')
  expect(pinnedTheme('?theme=light')).toBe('light')
  expect(pinnedTheme('?theme=pink')).toBeUndefined()
  expect(pinnedTheme('')).toBeUndefined()
})
