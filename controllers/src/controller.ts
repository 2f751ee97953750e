/** One machine's process, put together: journal, devices, family, link and panel. Nothing is wired anywhere else. */
import { uptime } from 'node:os'
import path from 'node:path'
import { hubTrust, type MachineConfig, type Site } from '@palang/config'
import { type Clock, Lifecycle, type Log } from '@palang/kit'
import { framesCapability, placesCapability, settingsCapability } from '@palang/protocol'
import type { MachineDevices } from './devices/machine-devices.ts'
import type { PrintMemory } from './devices/printer/port.ts'
import { families } from './families/index.ts'
import type { LoneKnowledge, TimeOfDay } from './families/machine.ts'
import type { FrameSink } from './io/tapped-stream.ts'
import { checkpointMemory } from './journal/checkpoint-books.ts'
import { cardList } from './journal/card-list.ts'
import { diaryOf } from './journal/diary.ts'
import { type FactDraft, type Journal, openJournal } from './journal/journal.ts'
import { backlogOf } from './journal/outbox.ts'
import { placesMemory } from './journal/places-memory.ts'
import { priceMemory } from './journal/price-memory.ts'
import { printMemory } from './journal/print-memory.ts'
import { FrameRing } from './journal/frame-ring.ts'
import { journalUpkeep } from './journal/upkeep.ts'
import { guardedClock } from './guarded-clock.ts'
import { Keeper, type Restartable } from './keep-running.ts'
import { clockTrust, readBootId } from './link/clock-trust.ts'
import { hubClock } from './link/hub-clock.ts'
import { HubLink, type HubLinkOptions } from './link/hub-link.ts'
import { voiceOf } from './link/voice.ts'
import { machineSource, type ShownMachine } from './panel/machine-source.ts'
import { Panel } from './panel/panel.ts'
import { PhotoBox } from './photos/photo-box.ts'
import { photoRoom } from './photos/photo-room.ts'
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
  /** `prints` outlives this process, and so do the bytes of the devices' lines. */
  openDevices(kept: KeptOfDevices): MachineDevices
  /** The process has to end: the machine can no longer keep its promises. */
  onFatal(error: unknown): void
  /** How the journal is opened; a test hands in one whose disk refuses. */
  openJournal?: typeof openJournal
}

interface KeptOfDevices {
  prints: PrintMemory
  framesOf(device: string): FrameSink
}

export interface Controller {
  /** Resolves once the panel answers and the machine runs; the hub may be away. Throws `port_taken`. */
  start(): Promise<void>
  /** Resolves once the hub is linked, at the latest after `withinMs`. */
  linked(withinMs: number): Promise<void>
  stop(): Promise<void>
  panelUrl(): string
}

/** The controller of one machine, not started. */
export function createController(options: ControllerOptions): Controller {
  const { site, machine: config, log } = options
  const folder = path.join(site.dataDir, 'machines', config.id)
  const listeners = new Set<() => void>()
  const onChange = () => listeners.forEach(listener => listener())
  const keeper = new Keeper<Running>({
    ...options,
    begin: onFatal => assemble({ ...options, onFatal, clock: guardedClock(options.clock, onFatal) }, folder, panel.url(), onChange),
    onChange,
  })
  const source = machineSource({
    ...options,
    outOfOrder: families[config.family].outOfOrder,
    listeners,
    running: () => keeper.running(),
    refusedSince: () => keeper.refusedSince(),
  })
  const panel = new Panel({
    host: config.panel.host,
    port: config.panel.port,
    family: config.family,
    token: options.panelToken,
    kioskFolder: options.kioskFolder,
    source,
    clock: options.clock,
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
    linked: withinMs => untilLinked({ keeper, listeners, clock: options.clock, withinMs }),
    async stop() {
      // The lifecycle knows of a machine only once it has started; one on its way up is stopped as well.
      await Promise.all([keeper.stop(), lifecycle.stop()])
    },
    panelUrl: () => panel.url(),
  }
}

/** Resolves once the machine is linked to its hub, at the latest after `withinMs`. */
function untilLinked(of: { keeper: Keeper<Running>; listeners: Set<() => void>; clock: Clock; withinMs: number }): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      timer.cancel()
      of.listeners.delete(look)
      resolve()
    }
    const look = () => {
      if (of.keeper.running()?.link.online() === true) done()
    }
    const timer = of.clock.after(of.withinMs, done)
    of.listeners.add(look)
    look()
  })
}

interface Running extends Restartable, ShownMachine {}

/** Why a machine begins, by how its journal was found. */
const startReasons = { found: 'start', new: 'new_journal', corrupt: 'journal_corrupt' } as const

function assemble(options: ControllerOptions, folder: string, panelUrl: string, onChange: () => void): Running {
  const { machine: config, software, clock } = options
  const parts = openParts(options, folder)
  const { journal, time, devices, photos, diary } = parts
  let onlineSince: string | null = null
  const link = openLink(options, parts, panelUrl, {
    onCommand: command => void machine.execute(command),
    onChanged: settings => machine.learn?.(settings),
    onAcknowledged: () => machine.acknowledged?.(),
    onOnline(online) {
      onlineSince = online ? new Date(time.nowMs()).toISOString() : null
      if (online) photos.nudge()
      parts.linked(online)
      onChange()
    },
  })
  diary.onFacts(() => link.poke())
  const machine = families[config.family].start({
    config,
    outlet: options.site.outlet,
    water: options.site.water,
    meals: options.site.meals,
    software,
    clock,
    log: options.log,
    devices,
    diary,
    hub: voiceOf(link),
    photos,
    ...parts.knowledge,
    onChange,
    onFatal: options.onFatal,
  })
  const upkeep = journalUpkeep({ ...options, journal, folder, tell: fact => diary.write({ facts: [fact] }) })
  return {
    machine,
    devices,
    journal,
    link,
    onlineSince: () => onlineSince,
    tellOfRefusal: since => diary.write({ facts: refusalFacts(since) }),
    async start() {
      diary.write({ facts: [{ type: 'controller_started', payload: { software, reason: startReasons[journal.opened] } }] })
      await upkeep.start()
      await photos.start()
      parts.frames.start()
      machine.start()
      link.start()
    },
    async stop() {
      upkeep.stop()
      // The machine is deaf at once: that its hub is gone with the link is nothing to act upon any more.
      const resting = machine.stop()
      link.stop()
      await resting
      await Promise.all([photos.stop(), parts.frames.stop()])
      journal.close()
    },
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

type Parts = ReturnType<typeof openParts>

function openParts(options: ControllerOptions, folder: string) {
  const { site, clock, log, token, openJournal: open = openJournal } = options
  const journal = open(path.join(folder, 'journal.db'), { nowMs: clock.now(), log })
  const time = hubClock(clock, numberOrNull(journal.meta('clock_offset_ms')))
  const frames = new FrameRing({ folder: path.join(folder, 'frames'), time, clock, log })
  const devices = devicesWith(journal, options, device => frames.sinkOf(device))
  const hub = { url: site.hub.url.replace(/^ws/, 'http'), trust: () => hubTrust(site.hub) }
  const diary = diaryOf(journal, time)
  const photoFolder = path.join(folder, 'photos')
  const photos = new PhotoBox({
    folder: photoFolder,
    camera: devices.camera,
    room: photoRoom({
      folder: photoFolder,
      log,
      remembered: {
        get: () => journal.meta('photos_full') === 'yes',
        set: isFull => journal.setMeta('photos_full', isFull ? 'yes' : 'no'),
      },
      tell: fact => diary.write({ facts: [fact] }),
    }),
    clock,
    nowMs: () => time.nowMs(),
    log,
    upload: (note, jpeg, signal) => uploadPhoto({ ...hub, token: token.current(), signal }, note, jpeg),
  })
  const trust = clockTrust({ journal, clock, time, uptimeMs: () => uptime() * 1000, bootId: readBootId() })
  const [prices, places, checkpoint] = [priceMemory(journal), placesMemory(journal, clock), checkpointMemory(journal)]
  const timeOfDay: TimeOfDay = {
    quality: () => time.quality(),
    clockWasSet() {
      const follows = time.clockWasSet()
      // Kept anew, or the next start would reckon from the clock as it was.
      journal.setMeta('clock_offset_ms', String(time.offsetMs()))
      return follows
    },
  }
  const alone: LoneKnowledge = { prices: prices.prices, isClockSure: trust.isSure }
  const linked = (isLinked: boolean) => {
    if (isLinked) trust.anchor()
    else places.unlinked()
  }
  const knowledge = {
    cards: cardList(journal),
    alone,
    places,
    checkpoint,
    time: timeOfDay,
    nowMs: () => time.nowMs(),
    outbox: () => backlogOf(journal),
  }
  return { devices, journal, time, frames, photos, prices, linked, diary, knowledge }
}

/** A device that cannot be opened leaves no journal open behind it. */
function devicesWith(journal: Journal, { log, openDevices }: ControllerOptions, framesOf: (device: string) => FrameSink): MachineDevices {
  try {
    return openDevices({ prints: printMemory(journal, log), framesOf })
  } catch (error) {
    journal.close()
    throw error
  }
}

function openLink(
  options: ControllerOptions,
  { journal, time, frames, prices, diary, knowledge: { cards, places, checkpoint } }: Parts,
  panelUrl: string,
  handlers: Pick<HubLinkOptions, 'onCommand' | 'onChanged' | 'onOnline' | 'onAcknowledged'>,
): HubLink {
  const { site, machine: config, token, software, clock, log, onFatal } = options
  return new HubLink({
    ...handlers,
    hubUrl: site.hub.url,
    trust: () => hubTrust(site.hub),
    machineId: config.id,
    family: config.family,
    token,
    software,
    panelUrl,
    capabilities: [...Object.keys(config.devices), placesCapability, framesCapability, settingsCapability],
    journal,
    time,
    clock,
    log,
    onFatal,
    onConfig(received) {
      cards.update(received)
      const at = new Date(time.nowMs()).toISOString()
      prices.update(received, at)
      if (config.family === 'checkpoint') checkpoint.update(received, at)
      handlers.onChanged(received)
    },
    onPlaces: told => places.told(told),
    readFrames: (fromMs, toMs) => frames.read(fromMs, toMs),
    onRenewed: () => diary.write({ facts: [{ type: 'controller_started', payload: { software, reason: 'new_journal' } }] }),
  })
}

function numberOrNull(text: string | null): number | null {
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text)
}
