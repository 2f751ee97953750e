/** One machine's process, put together: journal, devices, family, link and panel. Nothing is wired anywhere else. */
import path from 'node:path'
import { hubTrust, type MachineConfig, type Site } from '@palang/config'
import { type Clock, CodedError, isoNow, Lifecycle, type Log, type Timer } from '@palang/kit'
import type { Family } from '@palang/protocol'
import { families } from './families/index.ts'
import { watchDiskSpace } from './disk-space.ts'
import type { Diary, FamilyStart, HubVoice, Machine, MachineDevices } from './families/machine.ts'
import { cardList } from './journal/card-list.ts'
import { type FactDraft, type Journal, openJournal } from './journal/journal.ts'
import { Keeper, type Restartable } from './keep-running.ts'
import { type HubClock, hubClock } from './link/hub-clock.ts'
import { HubLink, type HubLinkOptions } from './link/hub-link.ts'
import { Panel } from './panel/panel.ts'
import type { PanelSource } from './panel/source.ts'
import { PhotoBox } from './photos/photo-box.ts'
import { uploadPhoto } from './photos/photo-upload.ts'
import type { MachineToken } from './tokens.ts'

export interface ControllerOptions {
  site: Site
  machine: MachineConfig
  /** Folder of the built kiosk. */
  kioskFolder: string
  /** The machine's token at the hub, and the one its own panel asks for. */
  token: MachineToken
  panelToken: string
  software: string
  clock: Clock
  log: Log
  openDevices(machine: MachineConfig): MachineDevices
  /** The process has to end: the machine can no longer keep its promises. */
  onFatal(error: unknown): void
}

export interface Controller {
  /** Resolves once the panel answers and the machine runs; the hub may be away. Throws `port_taken`. */
  start(): Promise<void>
  /** Resolves once the hub is linked, at the latest after `withinMs`. */
  linked(withinMs: number): Promise<void>
  stop(): Promise<void>
  panelUrl(): string
}

const pruneEveryMs = 6 * 60 * 60_000

/** Whether this build can run machines of the family. */
export function canRun(family: Family): boolean {
  return families[family] !== null
}

/** The controller of one machine, not started. */
export function createController(options: ControllerOptions): Controller {
  const { site, machine: config, log } = options
  const folder = path.join(site.dataDir, 'machines', config.id)
  const listeners = new Set<() => void>()
  const onChange = () => listeners.forEach(listener => listener())
  const keeper = new Keeper<Running>({
    ...options,
    begin: onFatal => assemble({ ...options, onFatal }, folder, panel.url(), onChange),
    onChange,
  })
  const source = panelSource(options, keeper, listeners)
  const panel = new Panel({
    host: config.panel.host,
    port: config.panel.port,
    token: options.panelToken,
    kioskFolder: options.kioskFolder,
    source,
    log,
  })
  // The panel comes first: its port also keeps a second process of the same machine away from the journal.
  const lifecycle = new Lifecycle([
    { name: 'panel', start: () => panel.start(), stop: () => panel.stop() },
    {
      name: 'machine',
      async start() {
        await keeper.start()
        log.info({ panel: panel.url(), hub: site.hub.url }, 'running')
      },
      stop: () => keeper.stop(),
    },
  ])
  return {
    start: () => lifecycle.start(),
    linked: withinMs =>
      new Promise(resolve => {
        const done = () => {
          timer.cancel()
          listeners.delete(look)
          resolve()
        }
        const look = () => {
          if (keeper.running()?.link.online() === true) done()
        }
        const timer = options.clock.after(withinMs, done)
        listeners.add(look)
        look()
      }),
    stop: () => lifecycle.stop(),
    panelUrl: () => panel.url(),
  }
}

interface Running extends Restartable {
  machine: Machine
  devices: MachineDevices
  journal: Journal
  link: HubLink
  onlineSince(): string | null
}

function assemble(options: ControllerOptions, folder: string, panelUrl: string, onChange: () => void): Running {
  const { machine: config, software, clock } = options
  const parts = openParts(options, folder)
  const { journal, time, devices, photos, diary } = parts
  let onlineSince: string | null = null
  const link = openLink(options, parts, panelUrl, {
    onCommand: command => void machine.execute(command),
    onOnline(online) {
      onlineSince = online ? new Date(time.nowMs()).toISOString() : null
      if (online) photos.nudge()
      onChange()
    },
  })
  parts.poke.on = () => link.poke()
  const machine = familyOf(config.family)({
    config,
    outlet: options.site.outlet,
    software,
    clock,
    nowMs: () => time.nowMs(),
    log: options.log,
    devices,
    diary,
    hub: voiceOf(link),
    photos,
    cards: parts.cards,
    outbox: () => outboxOf(journal),
    onChange,
    onFatal: options.onFatal,
  })
  const upkeep = journalUpkeep(options, parts, folder)
  return {
    machine,
    devices,
    journal,
    link,
    onlineSince: () => onlineSince,
    tellOfRefusal: since => diary.write({ facts: refusalFacts(since) }),
    async start() {
      const reason = { found: 'start', new: 'new_journal', corrupt: 'journal_corrupt' } as const
      diary.write({ facts: [{ type: 'controller_started', payload: { software, reason: reason[journal.opened] } }] })
      await upkeep.start()
      await photos.start()
      machine.start()
      link.start()
    },
    async stop() {
      upkeep.stop()
      await machine.stop()
      link.stop()
      await photos.stop()
      journal.close()
    },
  }
}

/** What keeps the journal's file small and its disk from filling up unnoticed. */
function journalUpkeep({ clock, log }: ControllerOptions, { journal, diary }: Parts, folder: string) {
  const timers: Timer[] = []
  return {
    async start() {
      journal.prune(clock.now())
      const remembered = {
        // A journal that does not know may follow one that raised the alarm: then somebody has to clear it.
        get: () => journal.meta('disk_low') !== 'no',
        set: (isLow: boolean) => journal.setMeta('disk_low', isLow ? 'yes' : 'no'),
      }
      const watch = await watchDiskSpace({ folder, clock, log, remembered, tell: fact => diary.write({ facts: [fact] }) })
      timers.push(
        watch,
        clock.every(pruneEveryMs, () => journal.prune(clock.now())),
      )
    },
    stop: () => timers.splice(0).forEach(timer => timer.cancel()),
  }
}

/** That the machine was out of order because of its disk, for the hub's books. */
function refusalFacts(since: string): FactDraft[] {
  const code = 'journal_unwritable'
  const message = `The disk refused the journal from ${since} on; the machine was out of order`
  return [
    { type: 'alarm_raised', payload: { code, severity: 'critical', message } },
    { type: 'alarm_cleared', payload: { code } },
  ]
}

function familyOf(family: Family): FamilyStart {
  const start = families[family]
  if (start === null) throw new CodedError('family_missing', `machines of family ${family} are not available yet`)
  return start
}

type Parts = ReturnType<typeof openParts>

function openParts(options: ControllerOptions, folder: string) {
  const { site, machine: config, clock, log, token } = options
  const devices = options.openDevices(config)
  const journal = openJournal(path.join(folder, 'journal.db'), { nowMs: clock.now(), log })
  const time = hubClock(clock, numberOrNull(journal.meta('clock_offset_ms')))
  const poke = { on: () => {} }
  const hub = { url: site.hub.url.replace(/^ws/, 'http'), trust: () => hubTrust(site.hub) }
  const photos = new PhotoBox({
    folder: path.join(folder, 'photos'),
    camera: devices.camera,
    clock,
    nowMs: () => time.nowMs(),
    log,
    upload: (note, jpeg) => uploadPhoto({ ...hub, token: token.current() }, note, jpeg),
  })
  return { devices, journal, time, photos, poke, cards: cardList(journal), diary: diaryOf(journal, time, () => poke.on()) }
}

function openLink(
  options: ControllerOptions,
  { journal, time, cards, diary }: Parts,
  panelUrl: string,
  handlers: Pick<HubLinkOptions, 'onCommand' | 'onOnline'>,
): HubLink {
  const { site, machine: config, token, software, clock, log } = options
  return new HubLink({
    ...handlers,
    hubUrl: site.hub.url,
    trust: () => hubTrust(site.hub),
    machineId: config.id,
    family: config.family,
    token,
    software,
    panelUrl,
    capabilities: Object.keys(config.devices),
    journal,
    time,
    clock,
    log,
    onConfig: received => cards.update(received),
    onRenewed: () => diary.write({ facts: [{ type: 'controller_started', payload: { software, reason: 'new_journal' } }] }),
  })
}

function diaryOf(journal: Journal, time: HubClock, poke: () => void): Diary {
  return {
    write(entry) {
      journal.write(entry, { occurredAt: new Date(time.nowMs()).toISOString(), clock: time.quality() })
      if (entry.facts.length > 0) poke()
    },
    saved: () => journal.saved(),
    unfinished: () => journal.unfinished(),
  }
}

function voiceOf(link: HubLink): HubVoice {
  return {
    async ask({ purpose, requestId, request }, timeoutMs) {
      const payload = { ...request, request_id: requestId }
      if (purpose === 'entry') {
        const result = await link.request('parking_entry', payload, timeoutMs)
        return result === null ? null : { purpose, result }
      }
      const result = await link.request('parking_exit', payload, timeoutMs)
      return result === null ? null : { purpose, result }
    },
    respond: (type, result) => link.respond(type, result),
    publish: (type, payload) => link.publish(type, payload),
    announce: (type, payload) => link.announce(type, payload),
    frame: jpeg => link.frame(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString('base64')),
  }
}

function panelSource(options: ControllerOptions, keeper: Keeper<Running>, listeners: Set<() => void>): PanelSource {
  const { site, machine: config, software } = options
  const need = (): Running => {
    const now = keeper.running()
    if (now === undefined) {
      const why = keeper.refusedSince() === undefined ? 'is starting or stopping' : 'is out of order: its disk takes no writes'
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
    ready: () => keeper.running() !== undefined || keeper.refusedSince() !== undefined,
    status() {
      if (keeper.running() === undefined && keeper.refusedSince() !== undefined) return outOfOrder(options)
      const { machine, journal, link, onlineSince } = need()
      const { mode, gate, lane, devices, alarms } = machine.snapshot()
      const since = onlineSince()
      return {
        machine: { id: config.id, name: config.name ?? config.id, family: config.family, direction: config.direction, mode },
        outlet: { name: site.outlet.name, timezone: site.outlet.timezone, currency: site.outlet.currency },
        hub: { online: link.online(), ...(since === null ? {} : { since }) },
        gate,
        lane,
        devices,
        alarms,
        ...(config.devices.cash?.driver === 'ict' ? { accepted_notes: config.devices.cash.channels } : {}),
        outbox: outboxOf(journal),
        simulation: site.simulation,
        software,
        time: new Date(options.clock.now()).toISOString(),
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    outbox() {
      const { journal } = need()
      const acked = journal.ackedSeq()
      return {
        epoch: journal.epoch(),
        last_seq: journal.lastSeq(),
        acked_seq: acked,
        ...outboxOf(journal),
        items: journal.after(acked, 100, 1_000_000),
      }
    },
    commandGate: () => need().link.gate(),
  }
}

/** What the panel shows while the disk refuses: the same shape as ever, and nothing that can be used. */
function outOfOrder({ site, machine: config, software, clock }: ControllerOptions): Record<string, unknown> {
  return {
    machine: { id: config.id, name: config.name ?? config.id, family: config.family, direction: config.direction, mode: 'active' },
    outlet: { name: site.outlet.name, timezone: site.outlet.timezone, currency: site.outlet.currency },
    hub: { online: false },
    gate: { status: 'unknown' },
    lane: { phase: 'fault', reason: 'journal_unwritable' },
    devices: {},
    alarms: ['journal_unwritable'],
    outbox: { pending: 0 },
    simulation: site.simulation,
    software,
    time: isoNow(clock),
  }
}

function outboxOf(journal: Journal): { pending: number; oldest_at?: string } {
  const { count, oldestAt } = journal.pending()
  return { pending: count, ...(oldestAt === null ? {} : { oldest_at: oldestAt }) }
}

function numberOrNull(text: string | null): number | null {
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text)
}
