import { silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import type { DeviceStatus } from '../../../status.ts'
import { PulseCoins, type BoardAnswer, type BoardLine } from './driver.ts'

const boardReady: DeviceStatus = { state: 'ready', model: 'palang uno', serial: null }

/** A board that answers at once. `answers` says what it says to a key; undefined is a lost answer. */
function onBoard({ relay }: { relay?: number } = {}) {
  const asked: string[] = []
  const answers: Record<string, string | undefined> = {
    coin_pin: 'coin_pin,3',
    'coin_pin,3': 'coin_pin,3',
    coins: 'coins,0,7,0',
    OUT: '',
  }
  const line: BoardLine = {
    ask(word, args, hear) {
      asked.push([word, ...args].join(','))
      hear(answerOf(answers[args.join(',')]))
    },
    order(request, taken) {
      asked.push([request.word, ...request.args].join(','))
      const answer = answerOf(answers[request.word])
      return Promise.resolve(
        answer.kind === 'ok' ? taken(answer.fields) : { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' },
      )
    },
  }
  const coins = new PulseCoins({ log: silentLog(), pin: 3, valuePerPulse: 500, relay })
  const told: string[] = []
  coins.subscribe(event =>
    told.push(
      event.kind === 'status'
        ? `${event.status.state}${'reason' in event.status ? ` ${event.status.reason}` : ''}`
        : `${event.since}: ${event.amount} torn ${event.torn}`,
    ),
  )
  coins.join(line)
  coins.start()
  const state = (relays = 0) => coins.onState({ relays })
  const connect = () => {
    coins.onStatus(boardReady)
    state()
  }
  return { coins, told, asked, answers, state, connect }
}

function answerOf(text: string | undefined): BoardAnswer {
  if (text === undefined) return { kind: 'lost' }
  return text.startsWith('ERR') ? { kind: 'err', code: text.slice(4) } : { kind: 'ok', fields: text.split(',') }
}

test('a board on another pin is told the right one, once', () => {
  const { answers, asked, connect, told } = onBoard()
  answers['coin_pin'] = 'coin_pin,0'
  connect()
  expect(asked).toEqual(['CFG,coin_pin', 'CFG,coin_pin,3', 'CFG,coins'])
  expect(told).toEqual(['connecting', 'ready', '7: 0 torn 0'])
})

test.each([
  ['older firmware', { coin_pin: 'ERR,UNKNOWN' }, 'fault board_counts_no_coins'],
  ['a board without that pin', { coin_pin: 'coin_pin,0', 'coin_pin,3': 'ERR,RANGE' }, 'fault no_coins_on_pin_3'],
])('%s is told as such, and takes no orders', async (_name, said, status) => {
  const { coins, answers, connect, told } = onBoard()
  Object.assign(answers, said)
  connect()
  expect(told.at(-1)).toBe(status)
  expect(await coins.enable()).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  coins.onStatus({ state: 'disconnected', reason: 'unplugged' })
  expect(told.at(-1)).toBe('disconnected unplugged')
})

test('pulses are worth what the site file says; events and answers tell the same sum', () => {
  const { coins, answers, connect, state, told } = onBoard()
  connect()
  expect(coins.onEvent('COIN', ['2', '4711'])).toBe(true)
  answers['coins'] = 'coins,5,7,0'
  state()
  state()
  expect(coins.onEvent('COIN', ['5', '4799'])).toBe(true)
  expect(coins.onEvent('LOOP1', ['1', '4799'])).toBe(false)
  expect(told.slice(2)).toEqual(['7: 0 torn 0', '7: 1000 torn 0', '7: 2500 torn 0'])
})

test('an event before the count is known, and what is no number, is no money', () => {
  const { coins, connect, told, answers, state } = onBoard()
  coins.onEvent('COIN', ['9', '1'])
  answers['coins'] = 'coins,9,x,0'
  connect()
  expect(told).toEqual(['connecting'])
  answers['coins'] = 'coins,1,7,0'
  state()
  for (const wrong of ['', '-1', '1.5', '01', '99999999999']) coins.onEvent('COIN', [wrong, '1'])
  expect(told.slice(1)).toEqual(['ready', '7: 500 torn 0'])
})

test('lost answers are asked for again with the next state of the board', () => {
  const { answers, state, connect, told } = onBoard()
  answers['coin_pin'] = undefined
  connect()
  answers['coin_pin'] = 'coin_pin,3'
  answers['coins'] = undefined
  state()
  answers['coins'] = 'coins,4,7,1'
  state()
  expect(told).toEqual(['connecting', 'ready', '7: 2000 torn 1'])
})

test('after a loss of power the board counts anew, and that is told as another counting', () => {
  const { coins, answers, connect, told } = onBoard()
  answers['coins'] = 'coins,4,7,0'
  connect()
  coins.onStatus({ state: 'connecting' })
  answers['coins'] = 'coins,0,9,0'
  connect()
  expect(told.filter(line => line.includes(':'))).toEqual(['7: 2000 torn 0', '9: 0 torn 0'])
  expect(coins.count()).toEqual({ since: 9, amount: 0, perPulse: 500, torn: 0 })
})

test('the relay gives the acceptor its supply while coins are wanted, also after the board has dropped it', async () => {
  const { coins, asked, connect, state } = onBoard({ relay: 2 })
  connect()
  asked.length = 0
  expect(await coins.enable()).toEqual({ ok: true })
  state(0b100)
  state(0)
  expect(asked.filter(line => line.startsWith('OUT'))).toEqual(['OUT,2,1,600000', 'OUT,2,1,600000'])
  expect(await coins.disable()).toEqual({ ok: true })
  state(0)
  expect(asked.filter(line => line.startsWith('OUT')).slice(2)).toEqual(['OUT,2,0,0'])
})

test('an order the board did not answer is not called done', async () => {
  const { coins, answers, connect } = onBoard({ relay: 2 })
  connect()
  answers['OUT'] = undefined
  expect(await coins.enable()).toMatchObject({ ok: false, moved: 'maybe' })
})

test('stopped, it tells nothing more', async () => {
  const { coins, connect, told, state, answers } = onBoard()
  connect()
  await coins.stop()
  const before = told.length
  answers['coins'] = 'coins,4,7,0'
  state()
  expect(told.slice(before)).toEqual([])
  expect(coins.status()).toEqual({ state: 'disconnected', reason: 'stopped' })
})
