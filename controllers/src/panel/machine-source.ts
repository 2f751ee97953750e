/** What the panel shows of the machine as it runs now, and what it shows while there is none. */
import type { MachineConfig, Site } from '@palang/config'
import { type Clock, CodedError, isoNow } from '@palang/kit'
import { qualityPageUrl } from '@palang/protocol'
import type { CameraPort } from '../devices/camera/port.ts'
import type { PrinterPort } from '../devices/printer/port.ts'
import type { Machine, MachineSnapshot } from '../families/machine.ts'
import type { Journal } from '../journal/journal.ts'
import { backlogOf, outboxOf, scanOutboxOf } from '../journal/outbox.ts'
import type { HubLink } from '../link/hub-link.ts'
import type { PanelSource, PanelStatus } from './source.ts'

/** A machine that runs, as far as its panel needs it. */
export interface ShownMachine {
  machine: Machine
  devices: { camera?: CameraPort | undefined; printer?: PrinterPort | undefined }
  journal: Journal
  link: HubLink
  onlineSince(): string | null
}

export interface MachineSourceOptions {
  site: Site
  machine: MachineConfig
  software: string
  clock: Clock
  /** The machine, unless it is out of order, starting or stopping. */
  running(): ShownMachine | undefined
  /** Since when its disk refuses; undefined while it does not. */
  refusedSince(): string | undefined
  /** The family's own part of the status while no machine runs, since when its disk refuses. */
  outOfOrder(since: string): Record<string, unknown>
  /** Told after every change. */
  listeners: Set<() => void>
}

/** Throws `machine_busy` (retryable) where it needs a machine and none runs. */
export function machineSource(options: MachineSourceOptions): PanelSource {
  const { listeners, running, refusedSince } = options
  const need = (): ShownMachine => {
    const now = running()
    if (now === undefined) {
      const why = refusedSince() === undefined ? 'is starting or stopping' : 'is out of order: its disk takes no writes'
      throw new CodedError('machine_busy', `The machine ${why}`, { retryable: true })
    }
    return now
  }
  return {
    get machine() {
      return need().machine
    },
    get camera() {
      return need().devices.camera
    },
    get printer() {
      return need().devices.printer
    },
    ready: () => running() !== undefined || refusedSince() !== undefined,
    status() {
      const since = refusedSince()
      if (running() === undefined && since !== undefined)
        return statusOf(options, standingStill(options.outOfOrder(since)), { hub: { online: false }, outbox: { pending: 0 } })
      const { machine, journal, link, onlineSince } = need()
      const online = onlineSince()
      const hub = { online: link.online(), ...(online === null ? {} : { since: online }) }
      return statusOf(options, machine.snapshot(), { hub, outbox: backlogOf(journal) })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    outbox() {
      const { journal } = need()
      return { ...outboxOf(journal), ...(options.machine.family === 'checkpoint' ? scanOutboxOf(journal) : {}) }
    },
    commandGate: () => need().link.gate(),
  }
}

/** How the machine stands while its disk refuses: nothing of it can be used. */
function standingStill(ofFamily: Record<string, unknown>): MachineSnapshot {
  return { mode: 'active', ...ofFamily, devices: {}, alarms: ['journal_unwritable'] }
}

function statusOf(
  { site, machine: config, software, clock }: MachineSourceOptions,
  { mode, ...snapshot }: MachineSnapshot,
  link: Pick<PanelStatus, 'hub' | 'outbox'>,
): PanelStatus {
  const { cash } = config.devices
  const { public_url: hubUrl } = site.water
  return {
    machine: { id: config.id, name: config.name ?? config.id, family: config.family, direction: config.direction, mode },
    outlet: { name: site.outlet.name, timezone: site.outlet.timezone, currency: site.outlet.currency },
    ...snapshot,
    ...link,
    ...(cash?.driver === 'ict' ? { accepted_notes: cash.channels.filter(amount => amount > 0) } : {}),
    // Where customers reach no hub there is no code to scan.
    ...(config.family === 'water' && hubUrl !== undefined ? { quality_page: qualityPageUrl(hubUrl, config.id) } : {}),
    simulation: site.simulation,
    software,
    time: isoNow(clock),
  }
}
