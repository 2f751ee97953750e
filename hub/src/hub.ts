/** The hub's one composition root: every part is made here and handed to those that need it. */
import type { Site } from '@palang/config'
import { isoNow, Lifecycle, uuidv7, type Clock, type Log } from '@palang/kit'
import { createAlerts } from './alerts/alerts.ts'
import { createAccess } from './access/access.ts'
import { createDeviceAccess } from './access/device-access.ts'
import { sweepExpiredAccess } from './access/expired-access.ts'
import { giveFirstAccess, type FirstAdministrator } from './access/first-start.ts'
import { panelTokenOf } from './access/local-tokens.ts'
import { createRevocations } from './access/revocations.ts'
import { createTokens } from './access/tokens.ts'
import { createUsers } from './access/users.ts'
import { watchAudit } from './audit-watch.ts'
import { createHttpApp } from './edges/http/app.ts'
import { browserAddress, hubListener } from './edges/listener.ts'
import { mqttEdge } from './edges/mqtt/mqtt-edge.ts'
import { controllerEdge } from './edges/ws/controllers.ts'
import { screenEdge } from './edges/ws/screens.ts'
import { webSocketEdges } from './edges/ws/server.ts'
import { createMeals } from './families/checkpoint/meals.ts'
import { mealRetention } from './families/checkpoint/retention.ts'
import { createDeviceLinks } from './families/ozone/device-link.ts'
import { watchRuns } from './families/ozone/run-watch.ts'
import { knownDevices } from './families/ozone/known-devices.ts'
import { createDeviceWatch } from './families/ozone/device-watch.ts'
import { putSimulatedUnits } from './families/ozone/simulated-units.ts'
import { createTreatments } from './families/ozone/treatments.ts'
import { createHold } from './families/gate/hold.ts'
import { createParking } from './families/gate/parking.ts'
import { createPlacesTeller } from './families/gate/places-teller.ts'
import { tariffBook } from './families/gate/settlement.ts'
import { ticketKeyIn } from './families/gate/ticket-key.ts'
import { watchWaitingStays } from './families/gate/waiting-stays.ts'
import { sharedSettings } from './families/registry.ts'
import { createSettingsTeller } from './families/settings-teller.ts'
import { watchUnendedSales } from './families/water/unended-sales.ts'
import { createCommandBook } from './fleet/command-book.ts'
import { createDeviceRegister } from './fleet/device-register.ts'
import { createFleet, type FleetHub } from './fleet/fleet.ts'
import { createDeadLetters } from './intake/dead-letters.ts'
import { createIntake } from './intake/intake.ts'
import { createLive } from './live/live.ts'
import { tellLogLine, type LogLines } from './live/log-lines.ts'
import { watchMaintenance } from './maintenance.ts'
import { watchMembers } from './member-watch.ts'
import { photoFilesOf } from './photos/photo-files.ts'
import { photoUpkeep } from './photos/photo-upkeep.ts'
import { createOutlets } from './outlets.ts'
import { createPayments } from './payments/payments.ts'
import { createAnnounced } from './readings/announced.ts'
import { createReadings } from './readings/readings.ts'
import { readingUpkeep } from './readings/retention.ts'
import { withAnnounced } from './readings/with-announced.ts'
import type { HubServices } from './services.ts'
import { isGateOf } from './site-machines.ts'
import { storeSite } from './site-records.ts'
import type { Store } from './store/store.ts'
import { watchCare } from './water/care-watch.ts'

export interface HubOptions {
  site: Site
  store: Store
  clock: Clock
  log: Log
  version: string
  /** First administrator's password and token, from the environment. */
  adminPassword?: string | undefined
  adminToken?: string | undefined
  /** Hands every log line worth showing to the listener it is given. */
  onLogLine?: LogLines | undefined
}

export interface Hub {
  /** Listens; resolves to the base URL and, on the very first start, the administrator's login. */
  start(): Promise<{ url: string; firstLogin: FirstAdministrator | undefined }>
  stop(): Promise<void>
}

/** Puts a hub together; nothing is opened before `start`. The store must have been migrated. */
export function createHub(options: HubOptions): Hub {
  const { site, store, clock } = options
  const { services, entrance, sockets, intake, mqtt, alerts, hold, payments, settings, readings, deviceWatch } = assemble(options)
  const { fleet, live } = services
  const listener = hubListener(options, createHttpApp(services, entrance).fetch, sockets)
  let firstLogin: FirstAdministrator | undefined

  const parts = new Lifecycle([
    { name: 'store', start: () => store.start(), stop: () => store.stop() },
    { name: 'site records', start: () => storeSite(store, site, isoNow(clock)), stop: () => undefined },
    { name: 'first access', start: async () => void (firstLogin = await giveFirstAccess(options, entrance.tokens)), stop: () => undefined },
    { name: 'intake', start: () => undefined, stop: () => intake.idle() },
    { name: 'hold', start: () => hold.start(), stop: () => hold.stop() },
    { name: 'fleet', start: () => fleet.start(), stop: () => fleet.stop() },
    { name: 'outlets', start: () => services.outlets.start(), stop: () => undefined },
    { name: 'treatment devices', start: () => services.treatments.start(), stop: () => services.treatments.stop() },
    { name: 'announced machines', start: () => services.announced.start(), stop: () => undefined },
    { name: 'simulated units', start: () => putSimulatedUnits(services, site), stop: () => undefined },
    { name: 'device watch', ...deviceWatch },
    { name: 'rounds of containers', start: () => services.meals.start(), stop: () => services.meals.stop() },
    { name: 'meal retention', ...mealRetention({ ...options, outlets: services.outlets }) },
    { name: 'treatments without an end', ...watchRuns({ ...options, ...services }) },
    { name: 'readings', start: () => readings.start(), stop: () => readings.stop() },
    { name: 'reading upkeep', ...readingUpkeep(options) },
    { name: 'waiting stays', ...watchWaitingStays({ ...options, fleet }) },
    { name: 'unended sales', ...watchUnendedSales({ ...options, live }) },
    { name: 'free places', ...createPlacesTeller({ ...options, fleet, live }) },
    { name: 'settings at machines', ...settings },
    { name: 'ended sign-ins', ...sweepExpiredAccess(options) },
    {
      name: 'member watch',
      ...watchMembers({ ...options, live, withinDays: site.parking?.member_warning_days ?? 0, timeZone: site.outlet.timezone }),
    },
    { name: 'maintenance', ...watchMaintenance({ ...options, outlets: services.outlets, live }) },
    { name: 'care of water machines', ...watchCare({ ...options, fleet, live }) },
    { name: 'audit watch', ...watchAudit({ ...options, live: services.live }) },
    { name: 'picture upkeep', ...photoUpkeep({ ...options, live: services.live, files: photoFilesOf(site), keeping: site.photos }) },
    { name: 'alerts', start: () => alerts.start(), stop: () => alerts.stop() },
    { name: 'online payments', start: () => payments.start(), stop: () => payments.stop() },
    { name: 'log lines', start: () => options.onLogLine?.(line => tellLogLine(services.live, line)), stop: () => undefined },
    mqtt,
    listener,
  ])

  return {
    async start() {
      await parts.start()
      return { url: browserAddress(site.hub), firstLogin }
    },
    stop: () => parts.stop(),
  }
}

/** Every part, made once, each given only what it needs. */
function assemble({ site, store, clock, log, version }: HubOptions) {
  const hubEpoch = uuidv7(clock.now())
  const live = createLive({ clock, isGate: isGateOf(site) })
  const { publish } = live
  const book = createCommandBook({ store, clock, log, publish })
  const outlets = createOutlets({ site, store, clock })
  const treatments = createTreatments({ site, store, clock, log, live, outlets })
  const accessParts = { store, clock, log, revocations: createRevocations() }
  const mqtt = mqttEdge({
    ...{ site, store, clock, log, version },
    devices: createDeviceAccess(accessParts),
    receive: treatments.telemetry.receive,
    known: knownDevices({ site, clock, live, outlets, treatments }),
  })
  const deviceLinks = createDeviceLinks({ broker: mqtt, treatments, log, answered: (id, result) => fleet.answered(id, result) })
  const panelToken = (id: string) => panelTokenOf(site.dataDir, id)
  const fleet: FleetHub = createFleet({ site, store, clock, log, live, book, hubEpoch, panelToken, otherWays: deviceLinks })
  const intake = createIntake({ store, site, clock, log, publish })
  const hold = createHold({ site, store, clock, log, fleet, live })
  const payments = createPayments({ site, store, clock, log, live })
  const ticketKey = ticketKeyIn(site.dataDir)
  const parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, site), payments, ticketKey })
  const meals = createMeals({ site, store, clock, log, live, outlets })
  const deadLetters = createDeadLetters({ store, site, clock, publish, telemetry: treatments.telemetry, gateways: meals.gateways })
  const alerts = createAlerts({ site, store, clock, log, live })
  const announced = createAnnounced({ site, live, ...accessParts })
  const readings = createReadings({ site, store, clock, log, live, announced })
  const deviceWatch = createDeviceWatch({ site, store, clock, log, live, announced, treatments })
  const settingsOf = sharedSettings({ store, site, clock, log, hold, payments, ticketKey })
  const settings = createSettingsTeller({ site, store, clock, log, fleet, live, payments, settingsOf })
  const parts = { site, ...accessParts, parking, hold, live, deadLetters, broker: mqtt, alerts, payments, settings }
  const whole = {
    fleet: withAnnounced(fleet, { announced, others: [readings, deviceWatch], takesOrders: deviceLinks.has }),
    announced,
    readings,
    outlets,
    treatments,
    meals,
    startedAt: isoNow(clock),
    version,
  }
  const services = { ...parts, ...whole } satisfies HubServices
  const access = createAccess({ ...accessParts, dataDir: site.dataDir })
  const entrance = { access, users: createUsers(accessParts), tokens: createTokens(accessParts) }
  const devices = createDeviceRegister({ store, clock, log })
  const controllers = controllerEdge({ services, access, intake, devices, hubEpoch, settingsOf })
  return {
    services,
    entrance,
    intake,
    mqtt,
    alerts,
    hold,
    payments,
    settings,
    readings,
    deviceWatch,
    sockets: webSocketEdges(screenEdge(services, access), controllers, site.hub.cors),
  }
}
