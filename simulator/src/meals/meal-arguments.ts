/** The command line of `npm run simulator -- meals`. */
import { parseArgs } from 'node:util'
import { faultArguments } from '../fault-arguments.ts'
import { numberArguments } from '../number-arguments.ts'
import { readWord, type WordArguments } from '../word-arguments.ts'
import type { DaySize } from './day-plan.ts'
import { mealFaultNames, type MealFault } from './meal-faults.ts'

export const mealUsage = `usage: npm run simulator -- meals --hub URL [--token TOKEN]   an administrator's token (or PALANG_TOKEN)
         [--kitchens 3 --vehicles 10 --schools 60 --portions 12000]
         [--speed 600]      seconds of the day in one; 1 takes the whole day
         [--faults all|${mealFaultNames.join(',')}]
         [--seed N]         the same seed is the same day
         [--truth FILE]     what really happened to each tray, as JSON
         [--check]          compares the hub with it at the end; ends with 1 on any difference`

export interface MealArguments {
  hub: { url: string; token: string }
  size: DaySize
  speed: number
  faults: MealFault[]
  seed: number
  truth: string | undefined
  check: boolean
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const options = {
  hub: text,
  token: text,
  kitchens: text,
  vehicles: text,
  schools: text,
  portions: text,
  speed: text,
  faults: text,
  seed: text,
  truth: text,
  check: flag,
  help: flag,
} as const

type Values = ReturnType<typeof valuesOf>

function valuesOf(given: readonly string[]) {
  return parseArgs({ args: [...given], strict: true, options }).values
}

/** Reads what stands behind `meals`; mistakes come back as text, all of them. */
export function readMealArguments(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): WordArguments<MealArguments> {
  return readWord(
    () => valuesOf(given),
    (values, mistakes) => argumentsOf(values, environment['PALANG_TOKEN'], mistakes),
  )
}

function argumentsOf(values: Values, fromEnvironment: string | undefined, mistakes: string[]): MealArguments {
  const { whole, number } = numberArguments<'kitchens' | 'vehicles' | 'schools' | 'portions' | 'speed' | 'seed'>(values, mistakes)
  const size = {
    kitchens: whole('kitchens', 50) ?? 3,
    vehicles: whole('vehicles', 200) ?? 10,
    schools: whole('schools', 500) ?? 60,
    portions: whole('portions', 100_000) ?? 12_000,
  }
  const value: MealArguments = {
    hub: { url: values.hub ?? '', token: values.token ?? fromEnvironment ?? '' },
    size,
    speed: number('speed', one => one >= 1 && one <= 10_000, 'a number from 1 to 10000') ?? 600,
    faults: values.faults === 'all' ? [...mealFaultNames] : faultArguments(values.faults, mealFaultNames, mistakes),
    seed: whole('seed', 0xffff_ffff) ?? 1,
    truth: values.truth,
    check: values.check === true,
  }
  if (size.kitchens > size.vehicles || size.vehicles > size.schools || size.schools > size.portions)
    mistakes.push('expected as many --vehicles as --kitchens, --schools as --vehicles and --portions as --schools at least')
  if (!/^https?:\/\/./.test(value.hub.url)) mistakes.push('--hub: expected the address of the hub, such as http://127.0.0.1:8000')
  if (value.hub.token === '') mistakes.push('--token: expected a token of an administrator')
  return value
}
