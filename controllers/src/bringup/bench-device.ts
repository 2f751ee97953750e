/** Every device as the bench knows it: what can be asked of it by name, and what it tells as text. */
import { typedNumber, typedSwitch, type TypedWords } from '@palang/kit'
import type { BoardPort, MoveResult } from '../devices/board/port.ts'
import type { LastMeasuredResult } from '../devices/board/measured.ts'
import type { TreatmentBoardPort } from '../devices/board/treatment-port.ts'
import type { WaterBoardPort } from '../devices/board/water-port.ts'
import type { CashPort } from '../devices/cash/port.ts'
import type { CoinPort } from '../devices/coins/port.ts'
import type { MachineDevices } from '../devices/machine-devices.ts'
import type { PrinterPort } from '../devices/printer/port.ts'
import type { ActResult, Device, DeviceStatus, StatusEvent } from '../devices/status.ts'
import type { SignPort } from '../devices/sign/port.ts'
import type { TerminalPort } from '../devices/terminal/port.ts'
import { cameraWords } from './camera-words.ts'
import { sampleReceipt, sampleTicket } from './sample-prints.ts'

export interface BenchDevice {
  name: string
  device: Pick<Device<StatusEvent>, 'start' | 'stop' | 'status'>
  /** What it tells, one line each. */
  listen(tell: (line: string) => void): () => void
  words: TypedWords
}

/** The devices of one machine, in the order a person thinks of them. */
export function benchDevices(devices: MachineDevices): BenchDevice[] {
  const { board, waterBoard, treatmentBoard, reader, camera, printer, cash, coins, terminal, sign, plate_reader: plates, sensor } = devices
  return [
    board && bench('board', board, gateWords(board)),
    waterBoard && bench('board', waterBoard, waterWords(waterBoard)),
    treatmentBoard && bench('board', treatmentBoard, treatmentWords(treatmentBoard)),
    reader && bench('reader', reader, {}),
    camera && bench('camera', camera, cameraWords(camera)),
    printer && bench('printer', printer, printerWords(printer)),
    cash && bench('cash', cash, cashWords(cash)),
    coins && bench('coins', coins, coinWords(coins)),
    terminal && bench('terminal', terminal, terminalWords(terminal)),
    sign && bench('sign', sign, signWords(sign)),
    plates && bench('plates', plates, {}),
    sensor && bench('sensor', sensor, {}),
  ].filter(one => one !== undefined)
}

function bench<Event extends { kind: string }>(name: string, device: Device<Event | StatusEvent>, words: TypedWords): BenchDevice {
  return { name, device, words, listen: tell => device.subscribe(event => tell(describeEvent(event))) }
}

/** `ready: palang uno, firmware 1.0.0, boot 3`. */
export function describeStatus(status: DeviceStatus): string {
  switch (status.state) {
    case 'connecting':
      return 'connecting'
    case 'ready':
      return `ready: ${[status.model, status.serial, status.detail].filter(text => text !== null && text !== undefined).join(', ')}`
    case 'disconnected':
    case 'fault':
      return `${status.state}: ${status.reason}`
  }
}

/** The kind of an event and what it carries, switches as on and off. */
export function describeEvent(event: { kind: string; status?: DeviceStatus }): string {
  if (event.status !== undefined) return `${event.kind} ${describeStatus(event.status)}`
  const { kind, ...rest } = event
  const facts = Object.entries(rest)
  // One number speaks for itself, several have to be told apart.
  const isNamed = facts.filter(([, value]) => typeof value === 'number').length > 1
  return [kind, ...facts.map(([key, value]) => (isNamed ? `${key} ` : '') + describeValue(key, value))].join(' ')
}

function describeValue(key: string, value: unknown): string {
  if (key === 'on') return value === true ? 'on' : 'off'
  if (key === 'isExact') return value === true ? 'exactly' : 'at least'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : `${key}=${JSON.stringify(value)}`
}

function gateWords(board: BoardPort): TypedWords {
  return {
    open: { usage: '<hold ms, 0 until close>', run: async ([hold]) => outcome(await board.open(typedNumber(hold ?? '0'))) },
    close: { usage: '', run: async () => outcome(await board.close()) },
    stop: { usage: '', run: async () => outcome(await board.halt()) },
    inputs: {
      usage: '',
      run: () =>
        Object.entries(board.inputs())
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
    },
  }
}

function waterWords(board: WaterBoardPort): TypedWords {
  return {
    pour: {
      usage: '<pulses> [<at most ms>]',
      run: async ([pulses, most = '60000']) => outcome(await board.pour(typedNumber(pulses), typedNumber(most))),
    },
    relay: {
      usage: '<number> <on|off> [<at most ms>]',
      run: async ([relay, on, most = '1000']) => outcome(await board.output(typedNumber(relay), typedSwitch(on), typedNumber(most))),
    },
    stop: { usage: '', run: async () => outcome(await board.halt()) },
    last: { usage: '', run: async () => lastOutcome(await board.lastPour(), 'pulses') },
    switches: {
      usage: '',
      run: () =>
        Object.entries(board.switches())
          .map(([name, on]) => `${name}=${on === null ? 'unknown' : on ? 'on' : 'off'}`)
          .join(' '),
    },
  }
}

function treatmentWords(board: TreatmentBoardPort): TypedWords {
  return {
    run: { usage: '<ms>', run: async ([ms]) => outcome(await board.run(typedNumber(ms))) },
    stop: { usage: '', run: async () => outcome(await board.halt()) },
    last: { usage: '', run: async () => lastOutcome(await board.lastRun(), 'ms') },
  }
}

function cashWords(cash: CashPort): TypedWords {
  return {
    enable: { usage: '', run: async () => outcome(await cash.enable()) },
    disable: { usage: '', run: async () => outcome(await cash.disable()) },
    accept: { usage: '', run: async () => outcome(await cash.accept()) },
    return: { usage: '', run: async () => outcome(await cash.giveBack()) },
    change: { usage: '<amount>', run: async ([amount]) => outcome(await cash.giveChange(typedNumber(amount))) },
  }
}

function printerWords(printer: PrinterPort): TypedWords {
  return {
    ticket: { usage: '', run: async () => outcome(await printer.print(sampleTicket())) },
    receipt: { usage: '', run: async () => outcome(await printer.print(sampleReceipt())) },
    lost: {
      usage: '',
      run: () =>
        printer
          .lost()
          .map(job => job.id)
          .join(' ') || 'none',
    },
    reprint: { usage: '<id>', run: async ([id = '']) => outcome(await printer.reprint(id)) },
  }
}

function coinWords(coins: CoinPort): TypedWords {
  return {
    enable: { usage: '', run: async () => outcome(await coins.enable()) },
    disable: { usage: '', run: async () => outcome(await coins.disable()) },
  }
}

function terminalWords(terminal: TerminalPort): TypedWords {
  return {
    charge: {
      usage: '<amount> [<payment id>]',
      async run([amount, paymentId = `bench-${Date.now()}`]) {
        const result = await terminal.charge({ paymentId, amount: typedNumber(amount), currency: 'IDR' })
        return result.ok
          ? `approved ${result.reference} (payment ${paymentId})`
          : `${result.outcome}: ${result.message} (payment ${paymentId})`
      },
    },
    cancel: { usage: '', run: async () => outcome(await terminal.cancel()) },
  }
}

function signWords(sign: SignPort): TypedWords {
  return { show: { usage: '<text>', run: async words => outcome(await sign.show(words.join(' '))) } }
}

function outcome(result: ActResult | MoveResult): string {
  if (result.ok) return 'assumed' in result ? 'sent; this board never says what became of it' : 'done'
  return `${result.moved === 'no' ? 'refused' : 'failed, and it may have moved'}: ${result.message}`
}

function lastOutcome(result: LastMeasuredResult, unit: string): string {
  return result.ok ? `number ${result.count}: ${result.amount} ${unit}, ${result.reason}` : outcome(result)
}
