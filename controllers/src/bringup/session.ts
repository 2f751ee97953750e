/** One session at the bench: lines typed in, lines shown. */
import { messageOf, type Clock, type Timer } from '@palang/kit'
import { listeners, type Listeners } from '../io/listeners.ts'
import { describeStatus, type BenchAct, type BenchActs, type BenchDevice } from './bench-device.ts'

const waitMs = 30_000

export interface BenchSession {
  /** Begins to show what the devices tell. */
  start(): void
  /** Carries one line out; resolves when its result was shown, to false when the session is to end. */
  type(line: string): Promise<boolean>
  stop(): Promise<void>
}

export interface BenchSessionOptions {
  devices: readonly BenchDevice[]
  clock: Clock
  show(line: string): void
}

export function benchSession({ devices, clock, show }: BenchSessionOptions): BenchSession {
  const heard = listeners<string>()
  const say = (line: string) => show(`${timeOf(clock.now())}  ${line}`)
  const detach = devices.map(({ name, listen }) =>
    listen(line => {
      say(`${name}  ${line}`)
      heard.tell(line)
    }),
  )

  const common: BenchActs = {
    status: {
      usage: '',
      run: () => Promise.resolve(devices.map(({ name, device }) => `${name} ${describeStatus(device.status())}`).join('; ')),
    },
    wait: { usage: '<text of a line>', run: words => waitFor(words.join(' '), { devices, clock, heard }) },
    help: { usage: '', run: () => Promise.resolve(helpOf(devices)) },
  }

  const run = async (words: readonly string[]): Promise<string> => {
    const always = own(common, words[0])
    const named = devices.find(({ name }) => name === words[0])
    const [word, ...args] = named === undefined ? words : words.slice(1)
    const act = always ?? (named === undefined ? devices : [named]).map(({ acts }) => own(acts, word)).find(one => one !== undefined)
    if (act === undefined) return `there is no "${words.join(' ')}" here; "help" lists what there is`
    try {
      return await act.run(args)
    } catch (error) {
      return messageOf(error)
    }
  }

  return {
    start: () => devices.forEach(({ device }) => device.start()),
    async type(line) {
      const words = line.trim().split(/\s+/).filter(Boolean)
      if (words.length === 0) return true
      if (words[0] === 'quit') return false
      const begunMs = clock.monotonic()
      const result = await run(words)
      say(`> ${words.join(' ')}: ${result}${words[0] === 'help' ? '' : ` (${Math.round(clock.monotonic() - begunMs)} ms)`}`)
      return true
    },
    async stop() {
      await Promise.all(devices.map(({ device }) => device.stop()))
      for (const end of detach) end()
    },
  }
}

/** Until a device tells a line with `text`; a state that is there already need not come again. */
function waitFor(
  text: string,
  { devices, clock, heard }: Pick<BenchSessionOptions, 'devices' | 'clock'> & { heard: Listeners<string> },
): Promise<string> {
  if (devices.some(({ device }) => describeStatus(device.status()).includes(text))) return Promise.resolve('seen')
  return new Promise(resolve => {
    const end = (outcome: string) => {
      limit.cancel()
      detach()
      resolve(outcome)
    }
    const detach = heard.add(line => {
      if (line.includes(text)) end('seen')
    })
    const limit: Timer = clock.after(waitMs, () => end(`not seen within ${waitMs / 1000} s`))
  })
}

function own(acts: BenchActs, word: string | undefined): BenchAct | undefined {
  return word !== undefined && Object.hasOwn(acts, word) ? acts[word] : undefined
}

/** One line for each device: what can be typed. */
export function helpOf(devices: readonly BenchDevice[]): string {
  const lines = devices.map(({ name, acts }) => {
    const words = Object.entries(acts).map(([word, { usage }]) => `${word} ${usage}`.trim())
    return `  ${name}: ${words.length === 0 ? 'shows what it reads' : words.join(' | ')}`
  })
  return [...lines, '  always: status | wait <text of a line> | help | quit'].join('\n')
}

/** On the clock of the wall behind the bench. */
function timeOf(ms: number): string {
  const at = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
