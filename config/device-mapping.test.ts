import { expect, test } from 'vitest'
import { deviceMapping, mappingsOf, telemetry } from './device-mapping.ts'

const own = { name: 'lab', topics: { event: 'lab/{device_id}/counted' } }
const isTopic = (event: string) => deviceMapping.safeParse({ name: 'lab', topics: { event } }).success

test('a site adds mappings to the shipped ones, and replaces one by its name', () => {
  const names = (mappings: object[]) => mappingsOf(telemetry.parse({ mappings })).map(({ name }) => name)
  expect(names([])).toEqual(['ozon', 'telemetry'])
  expect(names([own])).toEqual(['ozon', 'telemetry', 'lab'])
  expect(names([{ ...own, name: 'ozon' }])).toEqual(['telemetry', 'ozon'])
})

test('a topic names its device in one whole level and has no wildcard', () => {
  expect(['a/{device_id}', '{device_id}/a', 'a/{device_id}/b/c'].filter(topic => !isTopic(topic))).toEqual([])
  const wrong = [
    'a/b',
    'a/{device_id}/{device_id}',
    'a/x{device_id}',
    'a/+/{device_id}',
    '#/{device_id}',
    '$SYS/{device_id}',
    '/{device_id}',
    'a//{device_id}',
  ]
  expect(wrong.filter(isTopic)).toEqual([])
})

test('two mappings of one name, and a field that is no path, are mistakes', () => {
  expect(telemetry.safeParse({ mappings: [own, own] }).success).toBe(false)
  expect(deviceMapping.safeParse({ ...own, event: { count: 'data..count' } }).success).toBe(false)
  expect(deviceMapping.safeParse({ ...own, event: { colour: 'data.count' } }).success).toBe(false)
})
