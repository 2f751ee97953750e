/** The price of a long stay under a tariff of bands, and beside it what asking Intl for each of its periods would take. */
import path from 'node:path'
import { loadYaml } from '@palang/kit'
import { examplesOf, priceStay, replayStays, tariff, type PastStay } from '@palang/tariff'
import { percentile, type Row } from './figures.ts'
import { root } from './programs.ts'
import { targets } from './targets.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const timeZone = 'Europe/Amsterdam'
/** Over the end of summer time. */
const enteredAtMs = Date.parse('2026-10-10T03:07:00Z')

/** Microseconds of a stay of thirty days, of a usual one, and of a replay of `count` stays. */
export async function benchTariff(count: number): Promise<Row[]> {
  const mall = loadYaml(path.join(root, 'config', 'tariffs', 'mall.yaml'), tariff)
  const stay = { enteredAtMs, untilMs: enteredAtMs + 30 * dayMs, timeZone, vehicleClass: 'car', member: true, validations: ['Bioskop'] }
  const long = { ...stay, member: false, validations: [] }
  const rounds = Math.ceil(count / 10)
  const priced = microsecondsOf(rounds, () => priceStay(mall, long))
  const past = Array.from({ length: count }, (_, n): PastStay => {
    const from = enteredAtMs + (n % 720) * hourMs
    return { ...long, id: String(n), enteredAtMs: from, untilMs: from + (n % 300) * 60_000, earned: 5000 }
  })
  const startMs = performance.now()
  replayStays(mall, past)
  const replayMs = performance.now() - startMs
  return [
    {
      what: 'a stay of 30 days with bands, p50',
      measured: percentile(priced, 0.5),
      unit: 'µs',
      target: targets.tariff,
      reference: percentile(
        microsecondsOf(Math.min(rounds, 20), () => clockOfEachPeriod(stay)),
        0.5,
      ),
    },
    { what: 'the same, p99', measured: percentile(priced, 0.99), unit: 'µs' },
    {
      what: 'the same, of a member with a validation, p50',
      measured: percentile(
        microsecondsOf(rounds, () => priceStay(mall, stay)),
        0.5,
      ),
      unit: 'µs',
    },
    {
      what: 'the twelve examples of the editor, p50',
      measured: percentile(
        microsecondsOf(rounds, () => examplesOf(mall, long)),
        0.5,
      ),
      unit: 'µs',
    },
    { what: `replay of ${count.toLocaleString('en-US')} stays of up to 5 hours`, measured: replayMs, unit: 'ms' },
  ]
}

/** The least that anything asking Intl must do: the hour on the wall at the beginning of each of the stay's hours. */
function clockOfEachPeriod(stay: { enteredAtMs: number; untilMs: number }): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' })
  let length = 0
  for (let ms = stay.enteredAtMs; ms < stay.untilMs; ms += hourMs) length += format.format(ms).length
  return length
}

function microsecondsOf(rounds: number, act: () => unknown): number[] {
  for (let warm = 0; warm < Math.min(rounds, 2000); warm++) act()
  return Array.from({ length: rounds }, () => {
    const startMs = performance.now()
    act()
    return (performance.now() - startMs) * 1000
  })
}
