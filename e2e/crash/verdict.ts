/** The rules that must hold after any failure, each told in words when it does not. */
import { isDeepStrictEqual } from 'node:util'
import type { Command, Evidence, Fact } from './evidence.ts'
import { gates } from './schedule.ts'

const ended = ['succeeded', 'failed', 'rejected', 'expired', 'unknown']
/** How long after its deadline the evidence of an accepted command may take, with some time to write it down. */
const evidenceMs = 20_000
const neverRan = ['rejected', 'expired']
/** Alarms that say something of the stream was lost or refused. */
const lossAlarms = ['journal_lost', 'journal_gap', 'fact_rejected']

/** Everything that is wrong; empty when the site came through unharmed. */
export function judge(evidence: Evidence): string[] {
  return [
    ...factsOnce(evidence),
    ...nothingLeftOver(evidence),
    ...openingsAllowed(evidence),
    ...commandsHonest(evidence),
    ...askedOnce(evidence),
    ...answersKept(evidence),
    ...sessionsWhole(evidence),
    ...moneyBalances(evidence),
  ]
}

function factsOnce({ told, kept }: Evidence): string[] {
  const stored = new Map(kept.map(fact => [keyOf(fact), fact]))
  const known = new Set(told.map(keyOf))
  return [
    ...(stored.size < kept.length ? [`${kept.length - stored.size} facts are stored twice`] : []),
    ...told.flatMap(fact => {
      const found = stored.get(keyOf(fact))
      if (found === undefined) return [`${describe(fact)} is not in the database`]
      return isDeepStrictEqual(found, fact) ? [] : [`${describe(fact)} is in the database as something else: ${JSON.stringify(found)}`]
    }),
    ...kept.flatMap(fact =>
      gates.some(gate => gate === fact.machine) && !known.has(keyOf(fact)) ? [`${describe(fact)} was never told`] : [],
    ),
  ]
}

function nothingLeftOver({ deadLetters, alarms }: Evidence): string[] {
  return [
    ...deadLetters.map(letter => `dead letter: ${letter}`),
    ...alarms.filter(alarm => lossAlarms.some(code => alarm.endsWith(` ${code}`))).map(alarm => `alarm: ${alarm}`),
  ]
}

/** The board never opened more often than the journal had said before, and for no command twice or late. */
function openingsAllowed({ told, commands, devices }: Evidence): string[] {
  const wrong: string[] = []
  const opens = told.filter(fact => fact.type === 'barrier_ordered' && fact.payload['action'] === 'open')
  for (const gate of gates) {
    const ordered = opens.filter(fact => fact.machine === gate).length
    if (devices[gate].openings > ordered) wrong.push(`${gate} opened ${devices[gate].openings} times, the journal ordered ${ordered}`)
  }
  for (const command of commands) {
    const mine = opens.filter(fact => fact.payload['command_id'] === command.id)
    if (mine.length > 1) wrong.push(`command ${command.id} opened ${mine.length} times`)
    if (mine.length > 0 && neverRan.includes(command.state)) wrong.push(`command ${command.id} is ${command.state} and opened`)
    if (mine.length === 0 && command.state === 'succeeded') wrong.push(`command ${command.id} succeeded and never opened`)
    for (const fact of mine)
      if (fact.atMs > command.deadlineMs) wrong.push(`command ${command.id} ran ${fact.atMs - command.deadlineMs} ms late`)
  }
  return wrong
}

function commandsHonest({ commands, atMs }: Evidence): string[] {
  return commands.flatMap(command => [
    ...(ended.includes(command.state) || atMs < command.deadlineMs + evidenceMs
      ? []
      : [`command ${command.id} never ended: ${command.state}`]),
    ...(command.state === 'succeeded' && !command.proven ? [`command ${command.id} succeeded without evidence`] : []),
    ...(command.states.at(-1) === command.state
      ? []
      : [`command ${command.id} is ${command.state}, its life ends ${command.states.at(-1)}`]),
    ...(endsOnce(command) ? [] : [`command ${command.id} lived ${command.states.join(', ')}`]),
  ])
}

/** One end, or `unknown` and then what the journal knew. */
function endsOnce({ states }: Command): boolean {
  const ends = states.filter(state => ended.includes(state))
  return ends.length <= 1 || (ends.length === 2 && ends[0] === 'unknown')
}

/** However often an order was repeated under its key, it is one command. */
function askedOnce({ commands }: Evidence): string[] {
  const reasons = commands.flatMap(command => command.reason ?? [])
  return reasons.filter((reason, index) => reasons.indexOf(reason) < index).map(reason => `${reason} became two commands`)
}

/** What an operator was told stands: a command told of exists, and one told as ended has not become another. */
function answersKept({ orders, commands }: Evidence): string[] {
  const byId = new Map(commands.map(command => [command.id, command]))
  return orders.flatMap(({ key, answer }) => {
    const id = answer?.body['command_id']
    if (typeof id !== 'string') return []
    const command = byId.get(id)
    if (command === undefined) return [`${key} was answered with command ${id}, which is nowhere`]
    const told = answer?.body['state']
    const stands = told === command.state || !ended.includes(String(told)) || told === 'unknown'
    return stands ? [] : [`${key} was told ${String(told)}, the command is ${command.state}`]
  })
}

function sessionsWhole({ told, sessions }: Evidence): string[] {
  const byId = new Map(sessions.map(session => [session.id, session]))
  const wrong = sessions.flatMap(({ id, state, closed, outcome }) =>
    closed === (outcome !== null) ? [] : [`session ${id} is ${state}, closed ${closed}, outcome ${outcome}`],
  )
  const passages = told.filter(fact => fact.type === 'vehicle_passed' && typeof fact.payload['session_id'] === 'string')
  const seen = new Set<string>()
  for (const fact of passages) {
    const id = String(fact.payload['session_id'])
    const session = byId.get(id)
    const once = `${id} ${String(fact.payload['direction'])}`
    if (seen.has(once)) wrong.push(`session ${id} passed twice ${String(fact.payload['direction'])}`)
    seen.add(once)
    if (session === undefined) wrong.push(`session ${id} passed and is nowhere`)
    else if (fact.payload['direction'] === 'in' && !session.entered) wrong.push(`session ${id} drove in and is ${session.state}`)
    else if (fact.payload['direction'] === 'out' && !session.closed) wrong.push(`session ${id} drove out and is ${session.state}`)
  }
  return wrong
}

function moneyBalances({ told, ledger, sessions, devices, alarms }: Evidence): string[] {
  const wrong: string[] = []
  const sum = (type: string, of: (fact: Fact) => boolean) =>
    told.filter(fact => fact.type === type && of(fact)).reduce((total, fact) => total + Number(fact.payload['amount']), 0)
  if (new Set(ledger.map(entry => entry.key)).size < ledger.length) wrong.push('the ledger has a key twice')
  for (const { id, paid } of sessions) {
    const ofSession = (fact: Fact) => fact.payload['session_id'] === id
    const moved = sum('cash_received', ofSession) - sum('change_given', ofSession)
    const booked = ledger.filter(entry => entry.session === id).reduce((total, entry) => total + entry.amount, 0)
    if (booked !== moved) wrong.push(`session ${id}: the machine moved ${moved}, the ledger has ${booked}`)
    if (booked !== paid) wrong.push(`session ${id}: the ledger has ${booked}, the session says ${paid}`)
  }
  for (const gate of gates) {
    const here = (fact: Fact) => fact.machine === gate
    const missing = devices[gate].stacked - sum('cash_received', here)
    // A note that fell while the controller was dead cannot be booked to anybody; each must be named by an alarm of its own.
    const unproven = told.filter(fact => here(fact) && fact.type === 'alarm_raised' && fact.payload['code'] === 'note_unproven')
    const named = alarms.filter(alarm => alarm === `${gate} note_unproven`).length
    if (named !== unproven.length) wrong.push(`${gate}: ${unproven.length} notes are unproven, ${named} alarms say so`)
    if (!sumsOf(unproven.map(fact => Number(fact.payload['amount']))).has(missing))
      wrong.push(`${gate}: ${missing} in the box and not booked`)
    if (sum('change_given', here) > devices[gate].paidOut) wrong.push(`${gate}: more change booked than given`)
  }
  return wrong
}

/** What any of these notes may come to, none included: those told as unproven may have fallen or not. */
function sumsOf(amounts: readonly number[]): ReadonlySet<number> {
  return amounts.reduce((sums, amount) => new Set([...sums, ...[...sums].map(sum => sum + amount)]), new Set([0]))
}

function keyOf({ machine, epoch, seq }: Fact): string {
  return `${machine} ${epoch} ${seq}`
}

function describe({ machine, seq, type }: Fact): string {
  return `${machine} fact ${seq} (${type})`
}
