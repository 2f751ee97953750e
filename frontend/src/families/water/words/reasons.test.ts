import { closedReason, hubHealthReason, qualityReason } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english } from '../../../i18n/english.test-support.ts'
import { en } from './en.ts'
import { id, type WaterKey } from './id.ts'
import { reasonText, volumeText } from './reasons.ts'

const keys = (words: Readonly<Record<string, string>>) => Object.keys(words).toSorted()
const places = (text: string) => (text.match(/\{\{ \w+ \}\}/g) ?? []).toSorted()

test('both languages say everything, with the same places to fill', () => {
  expect(keys(en)).toEqual(keys(id))
  for (const [key, text] of Object.entries<string>(id)) {
    const other = Object.entries(en).find(([name]) => name === key)?.[1] ?? ''
    expect([key, places(other)]).toEqual([key, places(text)])
    expect(text.trim() + other.trim()).not.toBe('')
  }
})

test('every reason has words; one nobody knows is said as it came', () => {
  const say = (key: WaterKey) => en[key]
  expect(reasonText(english, say, 'sensor_frozen')).toBe('The sensor is frozen')
  expect(reasonText(english, say, 'water_leak')).toBe('Water leaks in the machine')
  expect(reasonText(english, say, 'vendor_thing')).toBe('vendor thing')
})

test('no reason of the water, of a closed sale or of the hub is without words', () => {
  const reasons = [qualityReason, closedReason, hubHealthReason].flatMap(list => list.options)
  expect(reasons.filter(reason => !keys(id).includes(`reason.${reason}`))).toEqual([])
})

test('volumes are said as people order them', () => {
  expect([600, 1_500, 19_000, 1_250].map(ml => volumeText(english, ml))).toEqual(['600 ml', '1.5 l', '19 l', '1,250 ml'])
})
