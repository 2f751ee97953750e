/** The one composition root: builds the simulated site and runs it. */
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import {
  hubTrust,
  isPlayed,
  type MachineConfig,
  playedBoard,
  simulatedGatewayPort,
  simulatedKey,
  simulatorPortFolder,
  simulatedSensorPort,
  simulatorPorts,
  simulatorTokenFile,
  type Site,
} from '@palang/config'
import { type Clock, Lifecycle, type Log, messageOf, readSecretFile } from '@palang/kit'
import { createPlateCamera, type PlateCamera } from './cameras/plate-camera.ts'
import { qrisActs } from './control/qris-acts.ts'
import { createControlServer } from './control/server.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { createHubEyes, type HubEyes } from './panel/hub-eyes.ts'
import { playScript, type Script } from './script/script.ts'
import { type Random, seeded } from './traffic/random.ts'
import { Traffic, usualTraffic } from './traffic/traffic.ts'
import type { TransportKind } from './transport/choose.ts'
import type { LoopbackServer } from './transport/loopback-server.ts'
import type { PlayedPort, PortMaker } from './transport/played-port.ts'
import { PtyPort } from './transport/pty-port.ts'
import { tcpPort } from './transport/tcp-port.ts'
import { openCarPark } from './world/car-park.ts'
import type { FaultKind } from './world/faults.ts'
import { createGate, type Gate, portsOf } from './world/gate.ts'
import { tillPlan } from './world/till.ts'
import { createSiteUnits } from './ozone/site-units.ts'
import { createPrepaidDesk } from './water/prepaid-desk.ts'
import { createHeadServer } from './water/head-server.ts'
import { seedFor } from './water/noise.ts'
import { createWaterTraffic, type WaterTraffic } from './water/water-traffic.ts'
import { createWaterStand, waterPorts } from './world/water-stand.ts'
import { openWaterMemory } from './world/water-memory.ts'
import { createWatch, type Watch } from './world/watch.ts'
import type { World } from './world/world.ts'

export interface SimulatorOptions {
  site: Site
  clock: Clock
  log: Log
  seed: number
  /** Nobody asked for this very seed: water wavers on by that of the first start. */
  isSeedOfChance?: boolean
  /** Divides the waits of traffic; boards, barriers and driving keep real time. */
  speed: number
  traffic: boolean
  script: Script | undefined
  transport: TransportKind | PortMaker
  /** TCP ports: those every process can work out from the site, or free ones. */
  tcpPorts: 'fixed' | 'free'
  controlPort: number
  /** Hears that the gates are seen through the hub, once and again after each loss of it. */
  watching?(): void
}

/** What the launcher is told once every port can be opened. */
export interface Ready {
  /** By machine and device (`board`, `reader`, `cash`): what a controller opens. */
  ports: Record<string, Record<string, string>>
  controlUrl: string
  /** Where the sensor heads answer, each at `/<machine>/readings`; undefined where none is played. */
  sensorsUrl: string | undefined
}

export interface Simulator {
  world: World
  /** Resolves when controllers may connect. */
  start(): Promise<Ready>
  /** Closes every port and ends every process it started. Idempotent. */
  stop(): Promise<void>
  /** Ends the processes it started at once, for the last moment before an exit. */
  abandon(): void
}

/** The gates whose boards this simulator plays; one marked `simulated: false` has real hardware. */
export function playedGates(site: Site): MachineConfig[] {
  return site.machines.filter(machine => machine.family === 'gate' && isPlayed(machine))
}

/** The water machines whose boards this simulator plays. */
export function playedWaters(site: Site): MachineConfig[] {
  return site.machines.filter(machine => machine.family === 'water' && isPlayed(machine))
}

/** Builds it; nothing runs before `start`. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { site, log } = options
  const running = new Set<ChildProcess>()
  const world = buildWorld(options, portMaker(options, running))
  const control = createControlServer(world, options.controlPort)
  let controlUrl = ''
  let sensorsUrl: string | undefined
  const heads = headServer(options, world)
  const stands = standsOf(world)
  const { waterMemory } = world
  const life = new Lifecycle([
    ...stands.flatMap(({ id, ports, stopBoard }) =>
      Object.entries(ports).map(([device, port]) => ({
        name: `${id} ${device}`,
        start: () => port.start(),
        stop: () => (device === 'board' ? stopBoard() : port.stop()),
      })),
    ),
    { name: 'sensor heads', start: async () => void (sensorsUrl = await heads?.start()), stop: () => heads?.stop() },
    { name: 'payment provider', start: async () => void (await world.gateway?.start()), stop: () => world.gateway?.stop() },
    { name: 'control', start: async () => void (controlUrl = await control.start()), stop: () => control.stop() },
    { name: 'hub eyes', start: () => world.eyes.start(), stop: () => world.eyes.stop() },
    { name: 'traffic', start: () => world.traffic.start(), stop: () => world.traffic.stop() },
    { name: 'customers of water', start: () => world.waterTraffic.start(), stop: () => world.waterTraffic.stop() },
    { name: 'treatment devices', start: () => world.units.start(), stop: () => world.units.stop() },
    { name: 'water as it was left', start: () => waterMemory.start(world.waters), stop: () => waterMemory.stop() },
    { name: 'waits', start: () => undefined, stop: () => world.watch.stop() },
  ])
  return {
    world,
    async start() {
      await life.start()
      const ports = Object.fromEntries(
        stands.map(({ id, ports: played }) => [
          id,
          Object.fromEntries(Object.entries(played).map(([device, port]) => [device, port.address()])),
        ]),
      )
      log.info({ ports, controlUrl, seed: options.seed, site: site.file }, 'simulator ready')
      if (options.script !== undefined) void play(world, options.script)
      return { ports, controlUrl, sensorsUrl }
    },
    stop: () => life.stop(),
    abandon() {
      for (const child of running) child.kill('SIGKILL')
    },
  }
}

interface Stand {
  id: string
  ports: Record<string, PlayedPort>
  stopBoard(): Promise<void>
}

function standsOf({ gates, waters }: World): Stand[] {
  return [
    ...gates.map(gate => ({ id: gate.id, ports: portsOf(gate), stopBoard: () => gate.board.stop() })),
    ...waters.map(stand => ({ id: stand.id, ports: waterPorts(stand), stopBoard: () => stand.board.stop() })),
  ]
}

/** Where the controllers find the sensor heads; undefined where none is played. */
function headServer({ site, clock, tcpPorts }: SimulatorOptions, { waters }: World): LoopbackServer | undefined {
  if (waters.every(({ head }) => head === undefined)) return undefined
  const port = tcpPorts === 'free' ? 0 : simulatedSensorPort(site.hub.port)
  return createHeadServer(port, clock, id => waters.find(stand => stand.id === id)?.head)
}

async function play(world: World, script: Script): Promise<void> {
  try {
    await playScript(world, script)
    world.log.info('script finished')
  } catch (error) {
    world.log.error({ error: messageOf(error) }, 'script failed')
  }
}

function portMaker({ site, clock, transport, tcpPorts }: SimulatorOptions, running: Set<ChildProcess>): PortMaker {
  if (typeof transport === 'function') return transport
  const fixed = new Map(
    [...playedGates(site), ...playedWaters(site)].flatMap(machine =>
      Object.entries(simulatorPorts(machine)).map(([device, address]): [string, number] => [
        `${machine.id}-${device}`,
        Number(new URL(address).port),
      ]),
    ),
  )
  const tcp: PortMaker = (name, listener) => tcpPort(tcpPorts === 'free' ? 0 : (fixed.get(name) ?? 0), listener)
  if (transport === 'tcp') return tcp
  const folder = path.join(site.dataDir, simulatorPortFolder)
  const onNetwork = new Set(playedGates(site).flatMap(({ id, devices }) => (devices.board?.driver === 'a6-net' ? [`${id}-board`] : [])))
  return (name, listener) => (onNetwork.has(name) ? tcp(name, listener) : new PtyPort({ folder, name, clock, running }, listener))
}

function httpUrlOf({ hub }: Site): string {
  return hub.url.replace(/^ws/, 'http').replace(/\/$/, '')
}

/** Customers of water have chance of their own: who drives up at a gate does not depend on them. */
function waterTrafficOf(
  { site, clock, log, seed, speed, traffic: on }: SimulatorOptions,
  { waters: stands, gateway, watch }: Pick<World, 'waters' | 'gateway' | 'watch'>,
): WaterTraffic {
  return createWaterTraffic({
    stands,
    clock,
    watch,
    random: seeded(seedFor(seed, 'customers of water')),
    log,
    speed,
    timezone: site.outlet.timezone,
    on,
    scan: gateway === undefined ? undefined : (code, notifications) => qrisActs.pay(gateway, { code, notifications }),
    desk: createPrepaidDesk({
      hub: httpUrlOf(site),
      token: () => readSecretFile(simulatorTokenFile(site.dataDir)),
      random: seeded(seedFor(seed, 'prepaid cards')),
      refused: why => log.warn({ why }, 'a prepaid card was not topped up'),
    }),
  })
}

/** Tells the hub of payments itself, as the provider of a site with a public address would. */
function gatewayOf({ site, clock, tcpPorts }: SimulatorOptions): Gateway | undefined {
  const { qris } = site.payments
  if (qris === undefined || qris.simulated === false) return undefined
  return createGateway({
    port: tcpPorts === 'free' ? 0 : simulatedGatewayPort(site.hub.port),
    key: simulatedKey,
    notifyUrl: provider => `${httpUrlOf(site)}/api/payments/notify/${provider}`,
    nowMs: () => clock.now(),
  })
}

interface CameraParts {
  clock: Clock
  random: Random
  watch: Watch
}

/** A plate reader posts to its controller; one marked `simulated: false` is a real camera. */
function platesOf({ plate_reader: plates }: MachineConfig['devices'], parts: CameraParts): PlateCamera | undefined {
  if (plates?.driver !== 'http-push' || plates.simulated === false || plates.secret === undefined) return undefined
  return createPlateCamera({ port: plates.listen_port, secret: plates.secret, ...parts })
}

function gateOf({ id, direction = 'in', vehicle_class: vehicleClass, devices }: MachineConfig, parts: CameraParts) {
  return {
    id,
    direction,
    vehicleClass,
    ...tillPlan(devices),
    plates: platesOf(devices, parts),
    board: playedBoard(devices.board?.driver),
  }
}

/** The water machines, as they were left. */
function watersOf(
  { site, clock, log, seed, isSeedOfChance = false }: SimulatorOptions,
  makePort: PortMaker,
  watch: Watch,
): Pick<World, 'waters' | 'waterMemory'> {
  const waterMemory = openWaterMemory(path.join(site.dataDir, 'simulated-water.json'), {
    asked: isSeedOfChance ? undefined : seed,
    chance: seed,
    clock,
    log,
  })
  const waters = playedWaters(site).map(machine =>
    createWaterStand(machine, {
      clock,
      makePort,
      seed: waterMemory.seed,
      found: waterMemory.found(machine.id),
      changed: () => watch.touch(),
    }),
  )
  return { waters, waterMemory }
}

function buildWorld(options: SimulatorOptions, makePort: PortMaker): World {
  const { site, clock, log, seed, speed, traffic: wantsTraffic, watching } = options
  const watch = createWatch(clock)
  const random = seeded(seed)
  const gates = playedGates(site).map(machine => createGate(gateOf(machine, { clock, random, watch }), { clock, makePort, watch }))
  const carPark = openCarPark(path.join(site.dataDir, 'simulated-world.json'), log)
  const eyes: HubEyes = createHubEyes({
    url: site.hub.url,
    trust: () => hubTrust(site.hub),
    tokenFile: simulatorTokenFile(site.dataDir),
    clock,
    log,
    ...(watching === undefined ? {} : { watching }),
    changed(gateId, screen) {
      if (screen.ticket !== undefined) giveTicket(gates, gateId, screen.ticket, carPark.find({ ticket: screen.ticket }) !== undefined)
      watch.touch()
    },
    expected: wanted => {
      traffic.send(wanted).catch((error: unknown) => log.error({ err: error }, 'an expected vehicle could not be sent'))
    },
  })
  const traffic: Traffic = new Traffic({
    gates,
    carPark,
    clock,
    log,
    speed,
    watch,
    random,
    eyes,
    settings: { ...usualTraffic, on: wantsTraffic },
  })
  const { waters, waterMemory } = watersOf(options, makePort, watch)
  const gateway = gatewayOf(options)
  const faults = new Map<string, Set<FaultKind>>()
  const faultsOf = (gate: Gate) => [...(faults.get(gate.id) ?? [])]
  return {
    clock,
    seed,
    gates,
    waters,
    waterMemory,
    waterTraffic: waterTrafficOf(options, { waters, gateway, watch }),
    units: createSiteUnits({ ...options, seed: seedFor(seed, 'treatment devices') }),
    carPark,
    traffic,
    eyes,
    watch,
    gateway,
    log,
    faults: faultsOf,
    noteFault(gate, fault, on) {
      const known = faults.get(gate.id) ?? new Set<FaultKind>()
      faults.set(gate.id, known)
      if (on) known.add(fault)
      else known.delete(fault)
      return faultsOf(gate)
    },
  }
}

/** The driver who pressed the button takes the ticket the screen shows, unless it is an earlier driver's. */
function giveTicket(gates: readonly Gate[], gateId: string, ticket: string, taken: boolean): void {
  const gate = gates.find(one => one.id === gateId)
  const vehicle = gate?.lane.view().vehicle
  const waits =
    gate?.direction === 'in' &&
    (vehicle?.driver === 'ticket' || vehicle?.driver === 'manual') &&
    vehicle.ticket === null &&
    vehicle.card === null
  if (vehicle !== null && vehicle !== undefined && waits && !taken) vehicle.ticket = ticket
}
