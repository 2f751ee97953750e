/** What each family adds to the console. A family without an entry does not compile. */
import type { Family, SessionDetail } from '@palang/protocol'
import type { QueryClient } from '@tanstack/solid-query'
import Droplet from 'lucide-solid/icons/droplet'
import ScanLine from 'lucide-solid/icons/scan-line'
import Wind from 'lucide-solid/icons/wind'
import { type Component, type JSX, lazy } from 'solid-js'
import type { MachineRow } from '../site/site.tsx'
import type { I18n, TextKey } from '../i18n/i18n.tsx'
import { GateIcon } from '../ui/gate-icon.tsx'
import type { LiveMachine } from '../live/state.ts'
import { checkpointHeadline } from './checkpoint/checkpoint-headline.ts'
import { needsAttention } from './gate/attention.ts'
import { gateHeadline } from './gate/gate-words.ts'
import { ozoneHeadline } from './ozone/ozone-headline.ts'
import { waterHeadline } from './water/water-headline.ts'

/** What a tile says in large and small. */
export interface Headline {
  /** The state in a word or two. */
  word: string
  /** What the number of today counts; empty where nothing is counted. */
  countWord: string
  /** The one number that matters, where it is not a count of the day. */
  figure?: { value: string; word: string }
  /** What it is, where that is more than its family says. */
  kind?: string
  /** The reason for the state, when there is one. */
  note: string | undefined
}

/** A page of the console, of a family or of the console itself. */
export interface Page {
  /** In the router's form, `/gates/:id`. */
  path: string
  /** As `lazy` makes it, so that it can be loaded before it is shown. */
  component: Component & { preload: () => Promise<unknown> }
  /** Asks for what the page shows first, while the frame around it is still being drawn. */
  askAhead?: (queries: QueryClient) => Promise<void>
}

/** What the family knows of its own sessions. */
export interface SessionFace {
  /** What may be done with an open one, where anything may. */
  Acts?: Component<{ session: SessionDetail }>
  /** What happened and what it cost; `money` is what the ledger has of it, to be shown beside the price. */
  Detail: Component<{ session: SessionDetail; money: JSX.Element }>
}

export interface FamilyFace {
  name: TextKey
  icon: Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>
  /** Its page for one machine, when it has one. */
  path?: (machineId: string) => string
  headline: (i18n: I18n, row: MachineRow) => Headline
  pages?: readonly Page[]
  session?: SessionFace
  /** What concerns whoever sits at the console on whatever page: which machines have it, and how it is shown. */
  attention?: { of: (machine: LiveMachine) => boolean; Strip: Component }
}

/** Pages and sessions are loaded when somebody opens one. */
const gate: FamilyFace = {
  name: 'family.gate',
  icon: GateIcon,
  path: id => `/gates/${encodeURIComponent(id)}`,
  headline: gateHeadline,
  pages: [
    { path: '/gates', component: lazy(() => import('./gate/gates-page.tsx')) },
    { path: '/places', component: lazy(() => import('./gate/places-page.tsx')) },
    { path: '/control-room', component: lazy(() => import('./gate/control-room-page.tsx')) },
    { path: '/gates/:id', component: lazy(() => import('./gate/gate-page.tsx')) },
  ],
  session: {
    Acts: lazy(() => import('./gate/gate-session.tsx').then(found => ({ default: found.StayActs }))),
    Detail: lazy(() => import('./gate/gate-session.tsx').then(found => ({ default: found.StayDetail }))),
  },
  attention: {
    of: needsAttention,
    Strip: lazy(() => import('./gate/attention-strip.tsx').then(found => ({ default: found.AttentionStrip }))),
  },
}

const water: FamilyFace = {
  name: 'family.water',
  icon: Droplet,
  path: id => `/water/${encodeURIComponent(id)}`,
  headline: waterHeadline,
  pages: [
    {
      path: '/water',
      component: lazy(() => import('./water/water-page.tsx')),
      askAhead: queries => import('./water/water-site.ts').then(({ latestQuery }) => queries.prefetchQuery(latestQuery)),
    },
    { path: '/water/prices', component: lazy(() => import('./water/prices-page.tsx')) },
    { path: '/water/report', component: lazy(() => import('./water/report-page.tsx')) },
    { path: '/water/:id', component: lazy(() => import('./water/machine-page.tsx')) },
  ],
  session: { Detail: lazy(() => import('./water/pour-session.tsx').then(found => ({ default: found.PourDetail }))) },
}

const ozone: FamilyFace = {
  name: 'family.ozone',
  icon: Wind,
  path: id => `/ozone/${encodeURIComponent(id)}`,
  headline: ozoneHeadline,
  pages: [
    { path: '/ozone', component: lazy(() => import('./ozone/ozone-page.tsx')) },
    { path: '/ozone/devices', component: lazy(() => import('./ozone/devices-page.tsx')) },
    { path: '/ozone/devices/:id', component: lazy(() => import('./ozone/device-page.tsx')) },
    { path: '/ozone/prices', component: lazy(() => import('./ozone/prices-page.tsx')) },
    { path: '/ozone/charts', component: lazy(() => import('./ozone/charts-page.tsx')) },
    { path: '/ozone/:id', component: lazy(() => import('./ozone/machine-page.tsx')) },
  ],
}

const checkpoint: FamilyFace = {
  name: 'family.checkpoint',
  icon: ScanLine,
  path: () => '/checkpoints',
  headline: checkpointHeadline,
  pages: [
    { path: '/checkpoints', component: lazy(() => import('./checkpoint/board-page.tsx')) },
    { path: '/checkpoints/deliveries/:id', component: lazy(() => import('./checkpoint/delivery-page.tsx')) },
    { path: '/checkpoints/trays', component: lazy(() => import('./checkpoint/trays-page.tsx')) },
    { path: '/checkpoints/setup', component: lazy(() => import('./checkpoint/setup-page.tsx')) },
    { path: '/checkpoints/reports', component: lazy(() => import('./checkpoint/meal-reports-page.tsx')) },
  ],
}

export const families: Readonly<Record<Family, FamilyFace>> = {
  gate,
  water,
  ozone,
  checkpoint,
}
