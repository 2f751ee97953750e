/** The devices of a customer who pays: their events become inputs, the same at every machine. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { HardwareStatus } from '@palang/protocol'
import type { MachineDevices } from '../devices/machine-devices.ts'
import type { DeviceStatus } from '../devices/status.ts'
import { type Connection, connectionOf, devicePresence, outages } from './device-presence.ts'
import type { TillInput } from './till/till.ts'

const payingDevices = ['reader', 'cash', 'coins', 'terminal', 'printer'] as const
export type PayingDevice = (typeof payingDevices)[number]

type Told =
  | Extract<TillInput, { kind: 'escrow' | 'stacked' | 'returned' | 'unproven' | 'counted' }>
  | { kind: 'card'; cardId: string; raw: string }

/** Listens to each that is fitted; returns how to stop. */
export function listenToPayingDevices(
  { reader, cash, coins, terminal, printer }: Pick<MachineDevices, PayingDevice>,
  { tell, status, log }: { tell(input: Told): void; status(device: PayingDevice, now: DeviceStatus): void; log: Log },
): () => void {
  const ends = [
    reader?.subscribe(event => {
      if (event.kind === 'status') status('reader', event.status)
      // Machines decide when a card comes, not when it goes.
      else if (event.kind === 'card') tell({ kind: 'card', cardId: event.cardId, raw: event.raw })
      // One that sends nothing else is told by its status; a line for each would drive all others out of the log.
      else if (event.kind === 'garbage' && reader.status().state === 'ready')
        log.warn({ device: 'reader', event }, 'bytes from the reader were not a card')
    }),
    cash?.subscribe(event => {
      if (event.kind === 'status') status('cash', event.status)
      else if (event.kind === 'refused') log.warn({ device: 'cash', amount: event.amount, reason: event.reason }, 'a note was sent back')
      else tell(event)
    }),
    coins?.subscribe(event => (event.kind === 'status' ? status('coins', event.status) : tell(event))),
    terminal?.subscribe(event => status('terminal', event.status)),
    printer?.subscribe(event => status('printer', event.status)),
  ]
  return () => ends.forEach(end => end?.())
}

/** As {@link listenToPayingDevices}: that one came or went is an input as well, and for the log. */
export function hearPayingDevices(
  devices: Pick<MachineDevices, PayingDevice>,
  { tell, onStatus, log }: { tell(input: Told | Connection<PayingDevice>): void; onStatus(): void; log: Log },
): () => void {
  const note = outages<PayingDevice>(log)
  return listenToPayingDevices(devices, {
    tell,
    status(device, now) {
      note(device, now)
      const input = connectionOf(device, now)
      if (input !== null) tell(input)
      onStatus()
    },
    log,
  })
}

/** Their part of `hardware_status`, under the names of protocol 0. */
export function payingHardware(devices: Pick<MachineDevices, PayingDevice>, config: MachineConfig): HardwareStatus {
  const names = { reader: 'card_reader', cash: 'cash', coins: 'coins', terminal: 'terminal', printer: 'printer' } as const
  const fitted = payingDevices.flatMap(name => {
    const device = devices[name]
    return device === undefined ? [] : [[names[name], devicePresence(device.status(), config.devices[name])] as const]
  })
  return Object.fromEntries(fitted)
}
