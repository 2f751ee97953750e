/**
 * A program of ours as a byte stream: what it prints is what comes, what is written goes to its standard input. For work
 * that may hang or take the whole process with it, as libraries of the operating system do.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import path from 'node:path'
import { messageOf } from '@palang/kit'
import { portError, type ByteStream, type StreamEvent, type StreamFactory } from './byte-stream.ts'
import { listeners } from './listeners.ts'

/** More of what a program complained of helps nobody. */
const keptErrorCharacters = 500

/** Streams that each run `file` on the Node of this process, with `environment` added to its own. */
export function programStreams(file: string, environment: Readonly<Record<string, string>> = {}): StreamFactory {
  return () => new ProgramStream(file, environment)
}

/** `open` resolves when the program runs, `close` when it has ended. It must end by itself when its standard input does. */
class ProgramStream implements ByteStream {
  readonly path: string
  readonly #file: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #events = listeners<StreamEvent>()
  #child: ChildProcessWithoutNullStreams | undefined
  #ended: Promise<void> = Promise.resolve()
  #phase: 'new' | 'opening' | 'open' | 'closed' = 'new'
  #complaint = ''

  constructor(file: string, environment: Readonly<Record<string, string>>) {
    this.path = path.basename(file)
    this.#file = file
    this.#environment = environment
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  open(): Promise<void> {
    if (this.#phase !== 'new') return Promise.reject(portError('port_unavailable', this.path, 'a stream is opened once'))
    this.#phase = 'opening'
    const child = spawn(process.execPath, [this.#file], { env: { ...process.env, ...this.#environment }, windowsHide: true })
    this.#child = child
    // A write to a program that has ended; its end tells more.
    child.stdin.on('error', () => undefined)
    child.stdout.on('data', (bytes: Buffer) => {
      if (this.#phase === 'open') this.#events.tell({ kind: 'data', bytes })
    })
    child.stderr.on('data', (bytes: Buffer) => {
      this.#complaint = (this.#complaint + bytes.toString('utf8')).slice(-keptErrorCharacters)
    })
    return new Promise((resolve, reject) => {
      this.#ended = new Promise(ended => {
        child.once('spawn', () => {
          if (this.#phase !== 'opening') return
          this.#phase = 'open'
          resolve()
        })
        child.once('error', error => {
          reject(portError('port_unavailable', this.path, messageOf(error), error))
          this.#end(messageOf(error))
          if (child.pid === undefined) ended()
        })
        child.once('close', (code, signal) => {
          const reason = this.#complaint.trim() || `ended with ${signal ?? `code ${code}`}`
          reject(portError('port_unavailable', this.path, reason))
          this.#end(reason)
          ended()
        })
      })
    })
  }

  write(bytes: Uint8Array): Promise<void> {
    const input = this.#child?.stdin
    if (this.#phase !== 'open' || input?.writable !== true) return Promise.reject(portError('port_closed', this.path, 'is not open'))
    if (input.writableLength > 0) return Promise.reject(portError('port_congested', this.path, 'the bytes before these have not left yet'))
    return new Promise((resolve, reject) => {
      input.write(bytes, error => {
        if (error) reject(portError('port_failed', this.path, messageOf(error), error))
        else resolve()
      })
    })
  }

  close(): Promise<void> {
    this.#end('closed by us')
    this.#child?.kill()
    return this.#ended
  }

  subscribe(listener: (event: StreamEvent) => void): () => void {
    return this.#events.add(listener)
  }

  #end(reason: string): void {
    const wasOpen = this.#phase === 'open'
    this.#phase = 'closed'
    if (wasOpen) this.#events.tell({ kind: 'closed', reason })
  }
}
