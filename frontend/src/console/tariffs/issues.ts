/** What is wrong with a draft, each with its place in the tariff and in words. Pure. */
import { tariff as tariffSchema, tariffProblems, type Tariff, type TariffProblem } from '@palang/tariff'
import { definitionOf, namedTwice, type Draft } from './draft.ts'
import { isTariffWord } from './words-id.ts'
import type { TariffWords } from './words.ts'

export interface Issue {
  /** As in the tariff: `classes.car.first.minutes`. */
  path: string
  severity: 'mistake' | 'notice'
  text: string
}

export interface Judged {
  /** The tariff, when its form is right. */
  tariff: Tariff | undefined
  issues: Issue[]
  /** It may be published. */
  isSound: boolean
}

/** How amounts, bands and classes are written. */
export interface Saying {
  money: (amount: number) => string
  band: (name: string) => string
  vehicleClass: (id: string) => string
}

/** Reads a draft as a tariff. */
export function judge(draft: Draft, words: TariffWords, saying: Saying): Judged {
  const parsed = tariffSchema.safeParse(definitionOf(draft))
  const twice = [...namedTwice(draft.classes.map(({ id }) => id)), ...namedTwice(draft.validations.map(({ name }) => name))]
  const repeated = twice.map((name): Issue => ({ path: name, severity: 'mistake', text: `${name}: ${words('form.invalid_key')}` }))
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, code }): Issue => {
      const key = `form.${code}`
      return { path: path.join('.'), severity: 'mistake', text: words(isTariffWord(key) ? key : 'form.other') }
    })
    return { tariff: undefined, issues: [...repeated, ...issues], isSound: false }
  }
  const problems = tariffProblems(parsed.data).map(problem => issueOf(problem, words, saying))
  const issues = [...repeated, ...problems]
  return { tariff: parsed.data, issues, isSound: issues.every(({ severity }) => severity === 'notice') }
}

function issueOf({ code, severity, path, values }: TariffProblem, words: TariffWords, saying: Saying): Issue {
  const said = (key: string, value: string | number): string | number => {
    if (typeof value === 'number') return key === 'amount' || key === 'cap' || key === 'to' ? saying.money(value) : value
    if (key === 'name' || key === 'winner') return saying.band(value)
    if (key === 'class') return saying.vehicleClass(value)
    return key === 'day' ? dayWord(value, words) : value
  }
  const told = Object.entries(values).map(([key, value]) => [key, said(key, value)])
  return { path, severity, text: words(`problem.${code}`, Object.fromEntries(told)) }
}

function dayWord(day: string, words: TariffWords): string {
  return isTariffWord(day) ? words(day) : day
}

/** Those that belong to one field: of exactly this place, or of what it holds when `within`. */
export function issuesAt(issues: readonly Issue[], path: string, within = false): Issue[] {
  return issues.filter(issue => issue.path === path || (within && issue.path.startsWith(`${path}.`)))
}
