/** The board that the simulator plays answers as the firmware does. */
import { ManualClock } from '@palang/kit'
import { onTestFinished } from 'vitest'
import { waterLineContract } from '../../../firmware/testing/water-line.contract.ts'
import { memoryPorts } from '../transport/memory-port.test-support.ts'
import { frame } from './line.ts'
import { WaterBoard } from './water-board.ts'
import { evenPlumbing } from './water-flow.ts'

waterLineContract('the simulator’s', async () => {
  const clock = new ManualClock()
  const ports = memoryPorts()
  let came = 0
  let seen = 0
  const board: WaterBoard = new WaterBoard({
    id: 'vending-1',
    clock,
    makePort: ports.make,
    plumbing: { ...evenPlumbing, pulseMs: 4 },
    changed() {
      const { flow } = board.view()
      came += flow < seen ? flow : flow - seen
      seen = flow
    },
  })
  onTestFinished(() => board.stop())
  const line = ports.end('vending-1-board')
  let told = 0
  let number = 0
  const bare = (text: string) => text.replace(/^\$\d+,/, '').replace(/\*..$/, '')
  const askAs = async (as: number, word: string, ...args: (string | number)[]) => {
    line.say(frame(as, [word, ...args]))
    return bare(line.heard.findLast(text => text.startsWith(`$${as},`)) ?? '')
  }
  line.open()
  await clock.advance(200)
  told = line.heard.length
  return {
    askAs,
    ask: (word, ...args) => askAs((number += 1), word, ...args),
    news() {
      const fresh = line.heard.slice(told)
      told = line.heard.length
      return fresh.flatMap(text => (text.startsWith('$0,') ? [bare(text).replace(/^(EVT,.*),\d+$/, '$1')] : []))
    },
    feel: (one, on) => board.feel(one, on),
    runDry: () => board.runDry(true),
    reset: cause => board.restart(cause),
    advance: byMs => clock.advance(byMs),
    came: () => came,
  }
})
