import { EventEmitter } from 'node:events'
import { ManualClock } from '@palang/kit'
import { expect, test, vi } from 'vitest'
import { SerialStream } from './serial.ts'

/** A port that confirms a write only when told to, as a thread does on a busy computer. */
class SlowToConfirm extends EventEmitter {
  isOpen = false
  readonly written: string[] = []
  readonly #waiting: (() => void)[] = []

  get writableLength(): number {
    return this.#waiting.length
  }

  open(done: (error: null) => void): void {
    this.isOpen = true
    done(null)
  }

  write(bytes: Uint8Array, _encoding: undefined, done: () => void): void {
    this.written.push(Buffer.from(bytes).toString())
    this.#waiting.push(done)
  }

  confirm(): void {
    this.#waiting.shift()?.()
  }

  flush(done: () => void): void {
    done()
  }

  close(done: () => void): void {
    this.isOpen = false
    done()
  }
}

const made = vi.hoisted(() => ({ ports: [] as unknown[] }))
vi.mock('serialport', () => ({
  SerialPort: function SerialPort() {
    return made.ports.at(-1)
  },
}))

async function opened() {
  const port = new SlowToConfirm()
  made.ports.push(port)
  const clock = new ManualClock()
  const stream = new SerialStream('/dev/ttyTest', { baud: 115_200 }, clock)
  await stream.open()
  return { port, clock, stream }
}

const failureOf = (writing: Promise<void>) =>
  writing.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a device may answer before the write is confirmed: what is written then waits for that and leaves', async () => {
  const { port, stream } = await opened()
  const first = stream.write(Buffer.from('PING'))
  const [second, third] = [stream.write(Buffer.from('STAT')), stream.write(Buffer.from('OPEN'))]
  expect(port.written).toEqual(['PING'])
  port.confirm()
  await first
  expect(port.written).toEqual(['PING', 'STAT'])
  port.confirm()
  await second
  expect(port.written).toEqual(['PING', 'STAT', 'OPEN'])
  port.confirm()
  await third
})

test('bytes that do not leave hold nothing back for later', async () => {
  const { port, clock, stream } = await opened()
  const first = stream.write(Buffer.from('PING'))
  const late = failureOf(stream.write(Buffer.from('OPEN')))
  await clock.advance(1_000)
  expect(await late).toMatchObject({ code: 'port_congested', retryable: true })
  port.confirm()
  await first
  expect(port.written).toEqual(['PING'])
})

test('a port lost meanwhile sends nothing of what waited', async () => {
  const { port, stream } = await opened()
  const [first, waited] = [failureOf(stream.write(Buffer.from('PING'))), failureOf(stream.write(Buffer.from('OPEN')))]
  await stream.close()
  expect(await first).toMatchObject({ code: 'port_failed' })
  expect(await waited).toMatchObject({ code: 'port_closed' })
  expect(port.written).toEqual(['PING'])
})
