/**
 * A water machine of which only the water is played: the controller as production builds it, with its journal on the disk, the production
 * drivers, the firmware on an emulated processor, and the simulator's note acceptor. The power of the board, of the controller or of both
 * can be cut at any instant; everything else lives on.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MachineConfig } from '@palang/config'
import { silentLog } from '@palang/kit'
import { waterStatus } from '@palang/protocol'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Controller } from '../../controllers/src/controller.ts'
import { PalangLineWater } from '../../controllers/src/devices/board/drivers/palang-line/water-driver.ts'
import { channels, ictRig, quick } from '../../controllers/src/devices/cash/drivers/ict/rig.test-support.ts'
import type { ByteStream, StreamFactory } from '../../controllers/src/io/byte-stream.ts'
import { FakePort } from '../../controllers/src/io/fake-stream.ts'
import { type Journal, openJournal } from '../../controllers/src/journal/journal.ts'
import { testController } from '../../controllers/src/testing/test-controller.ts'
import { type Built, Site } from './site.ts'

export const pulsesPerLitre = 450
export const sold = { volume_ml: 400, price: 1_000 } as const

/** Whose power is cut. */
export type Cut = 'board' | 'controller' | 'both'

const machine: MachineConfig = {
  id: 'vending-1',
  family: 'water',
  vehicle_class: 'car',
  panel: { port: 0, host: '127.0.0.1' },
  devices: {
    board: { driver: 'palang-line', port: 'board', pulses_per_litre: pulsesPerLitre },
    cash: { driver: 'ict', port: 'cash', channels },
  },
  products: [sold],
}

const shown = z.looseObject({ water: waterStatus })

/** One run of the controller's program. */
interface Life {
  controller: Controller
  folder: string
  kill(): void
}

export class WaterStand {
  readonly site: Site
  readonly acceptor: ReturnType<typeof ictRig>['acceptor']
  /** The controller hears nothing of the board any more: its lines are lost on the way. */
  isDeaf: (line: string) => boolean = () => false
  /** Called with the types of the facts that are about to be written, or have just been. */
  onWrite: (when: 'before' | 'after', types: readonly string[]) => void = () => undefined
  readonly #cash: ReturnType<typeof ictRig>
  readonly #root = mkdtempSync(path.join(tmpdir(), 'palang-stand-'))
  #lives = 0
  #life: Life
  #dead: Life | undefined

  /** Nothing is switched on but the board. Ends with the test. */
  constructor(board: Built) {
    this.site = new Site(board)
    this.#cash = ictRig({ clock: this.site.clock, delays: quick })
    this.acceptor = this.#cash.acceptor
    this.#life = this.#born(path.join(this.#root, '1'))
    onTestFinished(async () => {
      await this.#life.controller.stop()
      rmSync(this.#root, { recursive: true, force: true })
    })
  }

  /** Resolves once customers can choose. */
  async open(): Promise<void> {
    await this.#life.controller.start()
    await this.until('it sells', async () => (await this.sale()).phase === 'idle' && this.#cash.port.isTaken)
  }

  async sale() {
    const answer = await fetch(`${this.#life.controller.panelUrl()}/api/status`)
    const text: unknown = await answer.json()
    const { sale } = shown.parse(text).water
    if (sale === undefined) throw new Error('the machine says nothing of its sale')
    return sale
  }

  /** What a customer does at the screen; the answer's status. */
  async tap(act: 'choose' | 'stop'): Promise<number> {
    const body = act === 'choose' ? { body: JSON.stringify({ volume_ml: sold.volume_ml }) } : {}
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${this.#life.controller.panelUrl()}/api/sale/${act}`, { method: 'POST', headers, ...body })).status
  }

  /** Lets time pass until `condition` holds. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    for (let passedMs = 0; !(await condition()); passedMs += 5) {
      if (passedMs > 20_000) throw new Error(`${what} did not happen; the board said\n${this.site.lines.join('\n')}`)
      await this.site.advance(5)
    }
  }

  /** At once. What the controller's program still does is done to a disk, and ports, that nobody looks at any more. */
  cut(what: Cut): void {
    if (what !== 'controller') this.site.reset('power')
    if (what === 'board') return
    const folder = path.join(this.#root, String(this.#lives + 1))
    // The disk as it is in this instant: what the dying program still writes about its lost ports is not on it.
    cpSync(this.#life.folder, folder, { recursive: true })
    this.#life.kill()
    this.#dead = this.#life
    this.#life = this.#born(folder)
  }

  /** The power is back; nothing of what was before is still at work. */
  async back(): Promise<void> {
    this.isDeaf = () => false
    if (this.#dead === undefined) return
    await this.#dead.controller.stop()
    this.#dead = undefined
    await this.#life.controller.start()
  }

  /** Every fact in the journal, as it lies on the disk. */
  facts(): { type: string; payload: Record<string, unknown> }[] {
    const journal = openJournal(this.#journalFile(), { nowMs: this.site.clock.now(), log: silentLog() })
    const facts = journal.after(0, 1_000, 1e7)
    journal.close()
    return facts
  }

  #journalFile(): string {
    return path.join(this.#life.folder, 'machines', machine.id, 'journal.db')
  }

  #born(folder: string): Life {
    this.#lives += 1
    const { clock, port } = this.site
    const cash = this.#cash.process()
    const nowhere = new FakePort()
    nowhere.unplug()
    let isAlive = true
    const streams: StreamFactory = () => (isAlive ? this.#overheard(port.streams()) : nowhere.streams())
    const controller = testController({
      folder,
      hubUrl: 'ws://127.0.0.1:9',
      machine,
      clock,
      openJournal: (file, options) => this.#watched(openJournal(file, options)),
      openDevices: () => ({
        waterBoard: new PalangLineWater({ streams, clock, log: silentLog(), random: () => 0.2 }),
        cash: cash.cash,
      }),
      onFatal(error) {
        throw error
      },
    })
    const kill = () => {
      isAlive = false
      cash.kill()
      port.hangUp()
    }
    return { controller, folder, kill }
  }

  /** The stream, whose bytes from the board are lost while nobody hears them. */
  #overheard(stream: ByteStream): ByteStream {
    return {
      path: stream.path,
      get isOpen() {
        return stream.isOpen
      },
      open: () => stream.open(),
      write: bytes => stream.write(bytes),
      close: () => stream.close(),
      subscribe: listener =>
        stream.subscribe(event => {
          if (event.kind !== 'data' || !this.isDeaf(Buffer.from(event.bytes).toString('latin1'))) listener(event)
        }),
    }
  }

  #watched(journal: Journal): Journal {
    const write: Journal['write'] = (entry, stamp) => {
      const types = entry.facts.map(fact => fact.type)
      this.onWrite('before', types)
      const items = journal.write(entry, stamp)
      this.onWrite('after', types)
      return items
    }
    return new Proxy(journal, {
      get(target, name) {
        if (name === 'write') return write
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}
