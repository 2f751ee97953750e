/** Questions and answers on one connection to a printer; made anew for each. One question of a kind is open at a time. */
import { type Clock, type Log, portTimeout, type Timer } from '@palang/kit'
import { nothingLeft } from '../../../../io/byte-stream.ts'
import { type PrinterCondition, type Question, conditionOf, endRequest, questions, readAnswer, statusRequest } from './status.ts'

/** How long the answer to `DLE EOT n` may take. */
const answerMs = 1_000

export interface DialogueOptions {
  clock: Clock
  log: Log
  write(bytes: Uint8Array): Promise<void>
  /** A status came that nobody asked for: from here on no answer can be told from that to another question. */
  onOutOfStep(): void
}

/** `taken`: all of it left; `refused`: nothing of it did or will; `broken`: nobody knows how much. */
export type Sent = 'taken' | 'refused' | 'broken'

interface Waiting<T> {
  settle(value: T | null): void
}

export class Dialogue {
  readonly #options: DialogueOptions
  #hasEnded = false
  /** Bytes that come before the printer was asked anything belong to an earlier conversation. */
  #isListening = false
  #status: Waiting<number> | undefined
  #end: Waiting<true> | undefined
  /** The end may be answered while nobody waits for it: between two looks at the condition. */
  #work: 'none' | 'under way' | 'done' = 'none'

  constructor(options: DialogueOptions) {
    this.#options = options
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  listen(): void {
    this.#isListening = true
  }

  /** From here on every question, open or new, is answered with null. */
  end(): void {
    this.#hasEnded = true
    this.#status?.settle(null)
    this.#end?.settle(null)
  }

  hear(bytes: Uint8Array): void {
    if (!this.#isListening) return
    for (const byte of bytes) {
      const answer = readAnswer(byte)
      if (answer.kind === 'status' && this.#status !== undefined) this.#status.settle(answer.bits)
      else if (answer.kind === 'end' && this.#work === 'under way') {
        this.#work = 'done'
        this.#end?.settle(true)
      } else {
        this.#options.log.debug({ byte, kind: answer.kind }, 'the printer said something nobody asked for')
        if (answer.kind === 'status') this.#options.onOutOfStep()
      }
    }
  }

  async send(bytes: Uint8Array): Promise<Sent> {
    if (this.#hasEnded) return 'refused'
    try {
      await this.#options.write(bytes)
      return 'taken'
    } catch (error) {
      this.#options.log.debug({ err: error }, 'the printer does not take bytes')
      return nothingLeft(error) ? 'refused' : 'broken'
    }
  }

  /** Asks all four questions; null when one was not answered in time or the connection is gone. */
  async condition(): Promise<PrinterCondition | null> {
    const answers: Record<Question, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
    for (const question of questions) {
      const answer = await this.#ask(question)
      if (answer === null) return null
      answers[question] = answer
    }
    return this.#hasEnded ? null : conditionOf(answers)
  }

  /** Asks the printer to answer when it has worked off what it was sent; see `worked`. */
  askForEnd(): Promise<Sent> {
    this.#work = 'under way'
    return this.send(endRequest)
  }

  /** True once the end was answered, even before this call; null when that took longer than `withinMs` or the connection is gone. */
  worked(withinMs: number): Promise<true | null> {
    if (this.#work === 'done') return Promise.resolve(true)
    return this.#wait(withinMs, waiting => (this.#end = waiting))
  }

  async #ask(question: Question): Promise<number | null> {
    const answer = this.#wait<number>(answerMs, waiting => (this.#status = waiting))
    const sent = await this.send(statusRequest(question))
    if (sent !== 'taken') this.#status?.settle(null)
    return answer
  }

  #wait<T>(withinMs: number, take: (waiting: Waiting<T> | undefined) => void): Promise<T | null> {
    if (this.#hasEnded) return Promise.resolve(null)
    return new Promise(resolve => {
      let overdue: Timer | undefined = undefined
      const waiting: Waiting<T> = {
        settle(value) {
          overdue?.cancel()
          take(undefined)
          resolve(value)
        },
      }
      overdue = portTimeout(this.#options.clock, withinMs, () => waiting.settle(null))
      take(waiting)
    })
  }
}
