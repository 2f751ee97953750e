import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { stopOrders } from './stop-orders.ts'

function orders() {
  const source = new EventEmitter()
  let nowMs = 0
  let forced = 0
  const signals = stopOrders(
    source,
    () => (forced += 1),
    () => nowMs,
  )
  return {
    send(event: string, afterMs: number) {
      nowMs += afterMs
      source.emit(event)
    },
    seen: () => ({ stop: signals.stop.aborted, force: signals.force.aborted, forced }),
  }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])('%s means stop', event => {
  const { send, seen } = orders()
  send(event, 0)
  expect(seen()).toEqual({ stop: true, force: false, forced: 0 })
})

test('one press of Ctrl-C that arrives twice is one order', () => {
  const { send, seen } = orders()
  send('SIGINT', 0)
  send('SIGINT', 20)
  expect(seen().force).toBe(false)
})

test('a second Ctrl-C means at once, and is told once', () => {
  const { send, seen } = orders()
  send('SIGINT', 0)
  send('SIGINT', 2000)
  send('SIGINT', 2000)
  expect(seen()).toEqual({ stop: true, force: true, forced: 1 })
})

test('the death of the starter during the stop does not hurry it', () => {
  const { send, seen } = orders()
  send('SIGTERM', 0)
  send('disconnect', 5000)
  expect(seen().force).toBe(false)
})
