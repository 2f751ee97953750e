/** What the launcher tells the person at the terminal. */
import type { ProgramState } from './supervisor.ts'

export interface SummaryFacts {
  outlet: string
  hubUrl: string | undefined
  hubIsHere: boolean
  panels: readonly { machine: string; name: string; url: string }[]
  devUrl: string | undefined
  simulatorUrl: string | undefined
  simulation: boolean
  siteFile: string
  dataDir: string
  firstLogin: { email: string; password: string } | undefined
}

/** The table of addresses, and the first administrator's login when there is one to tell. */
export function summary(facts: SummaryFacts): string {
  const hub = facts.hubUrl?.replace(/\/$/, '')
  const rows: [string, string][] = []
  if (hub !== undefined) rows.push([facts.hubIsHere ? 'Console' : 'Console (hub elsewhere)', `${hub}/`])
  if (facts.devUrl !== undefined) rows.push(['Console, dev server', facts.devUrl])
  for (const { machine, name, url } of facts.panels) rows.push([`Kiosk ${machine}${name === machine ? '' : ` (${name})`}`, url])
  if (hub !== undefined) rows.push(['API documentation', `${hub}/api/docs`])
  if (facts.simulatorUrl !== undefined) rows.push(['Simulator control', facts.simulatorUrl])
  rows.push(['Site file', facts.siteFile], ['Data and logs', facts.dataDir])
  const login = facts.firstLogin
  return [
    '',
    `${facts.outlet} is running${facts.simulation ? ', with simulated devices' : ''}.`,
    '',
    ...table(rows),
    ...(login === undefined
      ? []
      : [
          '',
          'First administrator (shown only now, please keep it):',
          ...table([
            ['E-mail', login.email],
            ['Password', login.password],
          ]),
        ]),
    '',
    'Ctrl-C stops everything.',
  ].join('\n')
}

/** Two columns, the first as wide as its longest word. */
function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)
}

/** The line for a change a person should know about; `undefined` for the rest. */
export function describeState(name: string, state: ProgramState, isRestart: boolean): string | undefined {
  switch (state.state) {
    case 'waiting':
      return `${name}: ${state.because}; starting again in ${(state.restartInMs / 1000).toFixed(1)} s`
    case 'failed':
      return `${name}: ${state.because}; it stays stopped`
    case 'ready':
      return isRestart ? `${name}: running again (process ${state.pid})` : undefined
    case 'idle':
    case 'starting':
    case 'stopping':
    case 'stopped':
      return undefined
    default:
      return state satisfies never
  }
}
