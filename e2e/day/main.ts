/** `npm run day -- [--cars 2000] [--lanes 6] [--seed 1]`: a day at a car park, and whether everybody counted the same in the evening. */
import { parseArgs } from 'node:util'
import { playDay } from './day.ts'
import type { Line } from './reconcile.ts'

const { values } = parseArgs({
  options: {
    cars: { type: 'string', default: '2000' },
    lanes: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  },
})
const [cars, lanes, seed] = [Number(values.cars), Number(values.lanes), Number(values.seed)]
if (![cars, lanes, seed].every(number => Number.isInteger(number) && number > 0)) {
  console.error('usage: npm run day -- [--cars N] [--lanes N] [--seed N]')
  process.exit(2)
}
const broken = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => broken.abort())
const { lines, alarms, secondTries, seconds } = await playDay({ cars, lanes, seed, log: line => console.log(line), signal: broken.signal })
const width = Math.max(...lines.map(({ what }) => what.length))
const shown = ({ what, expected, found }: Line) =>
  `${what.padEnd(width)}  ${String(expected).padStart(10)}  ${String(found).padStart(10)}  ${expected === found ? 'same' : 'DIFFERENT'}`
console.log(`\n${lines.map(shown).join('\n')}`)
console.log(`\nalarms of the day: ${JSON.stringify(alarms)}`)
console.log(`${cars} cars, ${secondTries} second tries, ${Math.round(seconds)} s, seed ${seed}`)
process.exit(lines.every(({ expected, found }) => expected === found) ? 0 : 1)
