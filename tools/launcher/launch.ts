/** The whole life of a running site: check, prepare, start, report, wait for the order to stop, stop. */
import { exitCode, isoNow, messageOf, type Clock } from '@palang/kit'
import { Crew } from './crew.ts'
import { portMistakes, type WantedPort } from './ports.ts'
import {
  hubIsHere,
  machinesHere,
  httpUrl,
  panelUrl,
  planPrograms,
  textField,
  wantedPorts,
  type PlanRequest,
  type ProgramPlan,
} from './programs.ts'
import { openRunFile, readRunFile, type RunFile, type RunInfo } from './run-file.ts'
import { describeState, summary, type SummaryFacts } from './summary.ts'
import { ProgramFailed, type Child, type ProgramState, type ReadyMessage } from './supervisor.ts'

export interface Launch extends PlanRequest {
  clock: Clock
  random: () => number
  /** One line or block for the person. */
  say: (text: string) => void
  /** Generates code and builds screens; runs after the checks and before anything starts. */
  prepare: (signal: AbortSignal) => Promise<void>
  spawn: (plan: ProgramPlan, environment: NodeJS.ProcessEnv) => Child
  checkPorts?: (wanted: readonly WantedPort[]) => Promise<string[]>
  /** Aborted once: stop in order. */
  stop: AbortSignal
  /** Aborted: end everything at once. */
  force: AbortSignal
}

/** Runs the site until `stop` is aborted or it cannot run; resolves with the exit code. */
export async function launch(request: Launch): Promise<number> {
  const { site, say } = request
  const other = readRunFile(site.dataDir)
  if (other !== undefined) {
    say(alreadyRunning(site.dataDir, other))
    return exitCode.portTaken
  }
  const taken = await (request.checkPorts ?? portMistakes)(wantedPorts(site, request.dev))
  if (taken.length > 0) {
    say([...taken, otherPorts(site.file)].join('\n'))
    return exitCode.portTaken
  }
  const startedAt = isoNow(request.clock)
  const runFile = takeFolder(request, runInfo(request, startedAt, undefined))
  if (runFile === undefined) return exitCode.failed
  let crew: Crew | undefined
  const record = () => runFile.update(runInfo(request, startedAt, crew))
  try {
    await request.prepare(request.stop)
    if (request.stop.aborted) return exitCode.stopped
    crew = assemble(request, record)
    return await runCrew(request, crew)
  } catch (error) {
    if (request.stop.aborted) return exitCode.stopped
    say(messageOf(error))
    return error instanceof ProgramFailed ? error.exitCode : exitCode.failed
  } finally {
    await finish(request, crew, runFile)
  }
}

function alreadyRunning(dataDir: string, { pid, started_at, hub_url }: RunInfo): string {
  const where = hub_url === undefined ? '' : `, console at ${screenUrl(hub_url)}/`
  return `Palang runs already on ${dataDir}: process ${pid}, since ${started_at}${where}. Stop it first (Ctrl-C in its terminal), or give --data another folder.`
}

function otherPorts(siteFile: string): string {
  return [
    `Nothing was started. Stop the other program, or choose another port in ${siteFile} or by environment:`,
    '  hub          hub.port      WEBSOCKET_PORT=8080',
    '  MQTT broker  hub.mqtt      MQTT_URL=embedded:1884, or MQTT_URL=off',
    '  panel        panel.port of the machine',
  ].join('\n')
}

/** The data folder for this launcher, or `undefined` after saying why it cannot be had. */
function takeFolder({ site, say }: Launch, info: RunInfo): RunFile | undefined {
  try {
    return openRunFile(site.dataDir, info)
  } catch (error) {
    say(`${messageOf(error)}\nNothing was started. Let this user write there, make room on the disk, or give --data another folder.`)
    return undefined
  }
}

function assemble(request: Launch, record: () => void): Crew {
  const { spawn, clock, random, say } = request
  return new Crew({
    plans: planPrograms(request),
    spawn,
    clock,
    random,
    onState: (name: string, state: ProgramState, isRestart: boolean) => {
      record()
      const line = describeState(name, state, isRestart)
      if (line !== undefined) say(line)
    },
  })
}

async function runCrew(request: Launch, crew: Crew): Promise<number> {
  const { stop, force, say } = request
  force.addEventListener('abort', () => crew.force(), { once: true })
  const ordered = new Promise<void>(resolve => stop.addEventListener('abort', () => resolve(), { once: true }))
  say(
    `Starting ${crew
      .states()
      .map(({ name }) => name)
      .join(', ')} …`,
  )
  const started = crew.start()
  // When the order to stop comes first, programs stopped while starting are no failure.
  started.catch(() => undefined)
  await Promise.race([started, ordered])
  if (!stop.aborted) {
    say(summary(summaryFacts(request, crew.ready)))
    await ordered
  }
  return exitCode.stopped
}

async function finish(request: Launch, crew: Crew | undefined, runFile: RunFile): Promise<void> {
  if (crew !== undefined) {
    request.say('Stopping …')
    if (request.force.aborted) crew.force()
    await crew.stop()
    request.say('Stopped.')
  }
  runFile.remove()
}

function summaryFacts({ site, simulator }: Launch, ready: ReadonlyMap<string, ReadyMessage>): SummaryFacts {
  const hub = ready.get('hub')
  return {
    outlet: site.outlet.name,
    hubUrl: screenUrl(textField(hub, 'url') ?? httpUrl(site.hub.url)),
    hubIsHere: hubIsHere(site),
    panels: machinesHere(site).map(({ id, name, panel }) => ({
      machine: id,
      name: name ?? id,
      url: panelUrl(id, ready) ?? `http://${panel.host}:${panel.port}/`,
    })),
    devUrl: textField(ready.get('dev server'), 'url'),
    simulatorUrl: simulator ? textField(ready.get('simulator'), 'controlUrl') : undefined,
    simulation: site.simulation,
    siteFile: site.file,
    dataDir: site.dataDir,
    firstLogin: firstLogin(hub),
  }
}

/** An address a browser on this computer can open, even when the hub listens on all addresses. */
function screenUrl(url: string): string {
  return url.replace('//0.0.0.0', '//localhost').replace('//[::]', '//localhost')
}

function firstLogin(hub: ReadyMessage | undefined): SummaryFacts['firstLogin'] {
  const login = hub?.['firstLogin']
  if (typeof login !== 'object' || login === null || !('email' in login) || !('password' in login)) return undefined
  return { email: String(login.email), password: String(login.password) }
}

function runInfo({ site }: Launch, startedAt: string, crew: Crew | undefined): RunInfo {
  const ready = crew?.ready
  const hubUrl = textField(ready?.get('hub'), 'url')
  const simulatorUrl = textField(ready?.get('simulator'), 'controlUrl')
  return {
    pid: process.pid,
    started_at: startedAt,
    site: site.file,
    ...(hubUrl === undefined ? {} : { hub_url: hubUrl }),
    ...(simulatorUrl === undefined ? {} : { simulator_url: simulatorUrl }),
    panels: Object.fromEntries(
      site.machines.flatMap(({ id }) => {
        const url = ready === undefined ? undefined : panelUrl(id, ready)
        return url === undefined ? [] : [[id, url]]
      }),
    ),
    processes: (crew?.states() ?? []).map(({ name, state }) => ({
      name,
      state: state.state,
      ...('pid' in state && state.pid !== undefined ? { pid: state.pid } : {}),
    })),
  }
}
