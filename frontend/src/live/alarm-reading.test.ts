import type { AlarmView } from '@palang/protocol'
import { expect, test } from 'vitest'
import type { WholeList } from '../api/read-all.ts'
import { createAlarmReading } from './alarm-reading.ts'
import type { AlarmsRead } from './state.ts'

test('each reading knows what was heard while it was under way, and nothing from before', async () => {
  const put: AlarmsRead[] = []
  const reading = createAlarmReading(read => put.push(read))
  const answers = [Promise.withResolvers<WholeList<AlarmView>>(), Promise.withResolvers<WholeList<AlarmView>>()] as const
  reading.heard('before')
  const first = reading.read(() => answers[0].promise)
  reading.heard('a')
  const second = reading.read(() => answers[1].promise)
  reading.heard('b')
  answers[0].resolve({ items: [], isWhole: true })
  await first
  reading.heard('c')
  answers[1].resolve({ items: [], isWhole: false })
  await second
  expect(put.map(read => [...read.heardMeanwhile])).toEqual([
    ['a', 'b'],
    ['b', 'c'],
  ])
  expect(put.map(read => read.isWhole)).toEqual([true, false])
})

test('a reading that failed puts nothing and is told', async () => {
  const put: AlarmsRead[] = []
  const reading = createAlarmReading(read => put.push(read))
  await expect(reading.read(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(put).toEqual([])
})
