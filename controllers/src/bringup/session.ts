/** One session at the bench: lines typed in, lines shown. */
import { type Clock, describeTyped, runTyped, type Timer, type TypedWords } from '@palang/kit'
import { listeners, type Listeners } from '../io/listeners.ts'
import { describeStatus, type BenchDevice } from './bench-device.ts'

const waitMs = 30_000

export interface BenchSession {
  /** What can be typed. */
  help(): string
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

  const help = () => describeTyped(devices, always)
  const always: TypedWords = {
    status: { usage: '', run: () => devices.map(({ name, device }) => `${name} ${describeStatus(device.status())}`).join('; ') },
    wait: { usage: '<text of a line>', run: words => waitFor(words.join(' '), { devices, clock, heard }) },
    help: { usage: '', run: () => `\n${help()}` },
    quit: { usage: '', run: () => '' },
  }

  return {
    help,
    start: () => devices.forEach(({ device }) => device.start()),
    async type(line) {
      const words = line.trim().split(/\s+/).filter(Boolean)
      if (words.length === 0) return true
      if (words[0] === 'quit') return false
      const begunMs = clock.monotonic()
      const result = await runTyped(devices, always, words)
      say(`> ${words.join(' ')}: ${result} (${Math.round(clock.monotonic() - begunMs)} ms)`)
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

/** On the clock of the wall behind the bench. */
function timeOf(ms: number): string {
  const at = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
