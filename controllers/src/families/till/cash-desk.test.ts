import { ManualClock, silentLog } from '@palang/kit'
import { expect, test, vi } from 'vitest'
import { SimulatedCash } from '../../devices/cash/simulated.ts'
import { SimulatedCoins } from '../../devices/coins/simulated.ts'
import { refused } from '../../devices/status.ts'
import { cashDesk } from './cash-desk.ts'

/** A note and a coin acceptor, of which `there` are plugged in, and what the log is told of an order to both. */
async function orderedAt(there: readonly ('cash' | 'coins')[]) {
  const clock = new ManualClock()
  const devices = { cash: new SimulatedCash({ clock }), coins: new SimulatedCoins({ clock }) }
  for (const device of there) devices[device].start()
  await clock.advance(5_000)
  const log = silentLog()
  const warn = vi.spyOn(log, 'warn')
  const desk = cashDesk({ ...devices, log, tell: () => undefined })
  const order = async () => {
    desk.perform({ do: 'cash', act: 'disable' })
    await clock.advance(100)
    return warn.mock.calls.map(call => call.at(-1))
  }
  return { devices, order }
}

test.each([[['cash']], [['coins']], [[]]] as const)(
  'an order when only %j is there warns of nobody: who is away is told already',
  async there => {
    const { order } = await orderedAt(there)
    expect(await order()).toEqual([])
  },
)

test('one that is there and refuses is warned of', async () => {
  const { devices, order } = await orderedAt(['cash', 'coins'])
  const refuse = () => Promise.resolve(refused('device_unavailable', 'jammed'))
  vi.spyOn(devices.coins, 'disable').mockImplementation(refuse)
  vi.spyOn(devices.cash, 'disable').mockImplementation(refuse)
  expect((await order()).toSorted()).toEqual(['the cash device did not obey', 'the coin acceptor did not obey'])
})
