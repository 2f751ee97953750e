import { expect, test } from 'vitest'
import { limitText, measureText, volumeText } from './kiosk-figures.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('volumes are told as people say them', () => {
  expect([100, 600, 1_000, 1_500, 19_000].map(ml => plain(volumeText('id', ml)))).toEqual(['100 ml', '600 ml', '1 L', '1,5 L', '19 L'])
  expect(plain(volumeText('en', 7_250))).toBe('7.25 L')
})

test('a value is told as exactly as it is worth, and an unknown one is not made up', () => {
  expect([measureText('id', 'tds', 118.4), measureText('id', 'ph', 7), measureText('en', 'temperature', 27.3)]).toEqual([
    '118',
    '7,0',
    '27°',
  ])
  expect(measureText('id', 'ph', null)).toBe('–')
  expect([limitText('id', 6.5), limitText('id', 300)]).toEqual(['6,5', '300'])
})
