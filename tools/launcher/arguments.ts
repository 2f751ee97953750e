/** What can be typed after `./start-all.sh` and `npm start --`. */

export interface LaunchOptions {
  /** Site file as typed. */
  site: string | undefined
  /** Data folder as typed. */
  data: string | undefined
  simulator: boolean
  /** Activation code of the one machine of this computer. */
  activate: string | undefined
  /** Simulated vehicles come by themselves. */
  traffic: boolean
  /** Adds the Vite dev server. */
  dev: boolean
  /** So many simulated water machines, in place of a site file. */
  water: number | undefined
  help: boolean
}

export const usage = `usage: ./start-all.sh [--site FILE] [--data DIR] [--activate CODE] [--no-simulator] [--no-traffic] [--dev]
       ./start-all.sh --water N [--data DIR] [--no-traffic] [--dev]
       (the same for start-all.bat and npm start --)

  --site FILE      site file; default config/site.yaml, else the simulated site config/simulated.yaml
  --data DIR       databases, photos, logs, secrets; default data/
  --activate CODE  on another computer than the hub's: enrols its machine with a code of the hub's console
  --no-simulator   in simulation, do not start the simulator: something else plays the boards and readers
  --no-traffic     in simulation, no vehicle comes by itself; send them by the simulator's control address
  --dev            also start the Vite dev server on port 5173
  --water N        a hub with 1 to 200 simulated water machines, in place of a site file; default folder water/ in the data folder.
                   Their controllers share processes, 25 in each
  --help           this text

Environment variables win over the site file; README.md lists them.
Exit codes: 0 stopped, 2 configuration wrong, 3 port or data folder taken.`

const mostWaterMachines = 200
const followers = { '--site': 'file', '--data': 'folder', '--activate': 'code', '--water': 'number' } as const
const followed = { '--site': 'site', '--data': 'data', '--activate': 'activate' } as const

/** The options, or every mistake in them. */
export function parseArguments(given: readonly string[]): { options: LaunchOptions; mistakes: string[] } {
  const options: LaunchOptions = {
    site: undefined,
    data: undefined,
    activate: undefined,
    simulator: true,
    traffic: true,
    dev: false,
    water: undefined,
    help: false,
  }
  const mistakes: string[] = []
  const rest = given.flatMap(word =>
    /^--(site|data|activate|water)=/.test(word) ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word],
  )
  while (rest.length > 0) {
    const word = rest.shift() ?? ''
    if (word === '--help' || word === '-h') options.help = true
    else if (word === '--no-simulator') options.simulator = false
    else if (word === '--no-traffic') options.traffic = false
    else if (word === '--dev') options.dev = true
    else if (word === '--site' || word === '--data' || word === '--activate' || word === '--water') {
      const value = rest[0]
      if (value === undefined || value === '' || value.startsWith('--')) mistakes.push(`${word} needs a ${followers[word]} after it`)
      else if (word === '--water') options.water = wholeNumber(rest.shift())
      else options[followed[word]] = rest.shift()
    } else mistakes.push(`${word} is not a known option`)
  }
  return { options, mistakes: [...mistakes, ...waterMistakes(options)] }
}

/** NaN where it is none. */
function wholeNumber(text = ''): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

function waterMistakes({ water, site, activate, simulator }: LaunchOptions): string[] {
  if (water === undefined) return []
  const isCount = Number.isInteger(water) && water >= 1 && water <= mostWaterMachines
  const others = [
    ...(site === undefined ? [] : ['--site']),
    ...(activate === undefined ? [] : ['--activate']),
    ...(simulator ? [] : ['--no-simulator']),
  ]
  return [
    ...(isCount ? [] : [`--water needs a whole number from 1 to ${mostWaterMachines}`]),
    ...others.map(name => `${name} cannot be given together with --water`),
  ]
}
