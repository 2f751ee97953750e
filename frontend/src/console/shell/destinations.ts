import Banknote from 'lucide-solid/icons/banknote'
import Bell from 'lucide-solid/icons/bell'
import Boxes from 'lucide-solid/icons/boxes'
import Cctv from 'lucide-solid/icons/cctv'
import ChartColumn from 'lucide-solid/icons/chart-column'
import CarFront from 'lucide-solid/icons/car-front'
import TicketX from 'lucide-solid/icons/ticket-x'
import GitCompareArrows from 'lucide-solid/icons/git-compare-arrows'
import CreditCard from 'lucide-solid/icons/credit-card'
import Droplet from 'lucide-solid/icons/droplet'
import KeyRound from 'lucide-solid/icons/key-round'
import LayoutDashboard from 'lucide-solid/icons/layout-dashboard'
import MailWarning from 'lucide-solid/icons/mail-warning'
import Rows3 from 'lucide-solid/icons/rows-3'
import ScanLine from 'lucide-solid/icons/scan-line'
import ScrollText from 'lucide-solid/icons/scroll-text'
import Settings from 'lucide-solid/icons/settings'
import SquareParking from 'lucide-solid/icons/square-parking'
import Store from 'lucide-solid/icons/store'
import UserRoundCheck from 'lucide-solid/icons/user-round-check'
import UsersRound from 'lucide-solid/icons/users-round'
import Wind from 'lucide-solid/icons/wind'
import Wallet from 'lucide-solid/icons/wallet'
import type { Component } from 'solid-js'
import type { TextKey } from '../../i18n/i18n.tsx'
import { type Account, type Audience, isFor } from '../../site/account.tsx'
import { GateIcon } from '../../ui/gate-icon.tsx'

export interface Destination {
  path: string
  word: TextKey
  icon: Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>
  /** Things to look at first come before the records, and those before who may do what. */
  group: 'machines' | 'records' | 'access'
  /** In the bottom bar of a phone; the others are under “more”. */
  near: boolean
  /** Shown to these only. */
  for?: Audience
}

/** Every page the rail leads to. */
const destinations: readonly Destination[] = [
  { path: '/', word: 'nav.overview', icon: LayoutDashboard, group: 'machines', near: true },
  { path: '/gates', word: 'nav.gates', icon: GateIcon, group: 'machines', near: true },
  { path: '/water', word: 'nav.water', icon: Droplet, group: 'machines', near: false },
  { path: '/ozone', word: 'family.ozone', icon: Wind, group: 'machines', near: false },
  { path: '/checkpoints', word: 'family.checkpoint', icon: ScanLine, group: 'machines', near: false },
  { path: '/places', word: 'nav.places', icon: SquareParking, group: 'machines', near: false },
  { path: '/control-room', word: 'nav.controlRoom', icon: Cctv, group: 'machines', near: false },
  { path: '/sessions', word: 'nav.sessions', icon: Rows3, group: 'records', near: true },
  { path: '/cards', word: 'nav.cards', icon: CreditCard, group: 'records', near: false },
  { path: '/members', word: 'nav.members', icon: CarFront, group: 'records', near: false },
  { path: '/lost-ticket', word: 'nav.lostTicket', icon: TicketX, group: 'records', near: false, for: 'operator' },
  { path: '/till', word: 'nav.till', icon: Wallet, group: 'records', near: false, for: 'operator' },
  { path: '/reports', word: 'nav.reports', icon: ChartColumn, group: 'records', near: false },
  { path: '/tariffs', word: 'nav.tariffs', icon: Banknote, group: 'records', near: false },
  { path: '/alarms', word: 'nav.alarms', icon: Bell, group: 'records', near: true },
  { path: '/conflicts', word: 'nav.conflicts', icon: GitCompareArrows, group: 'records', near: false },
  { path: '/set-aside', word: 'nav.setAside', icon: MailWarning, group: 'records', near: false },
  { path: '/logs', word: 'nav.logs', icon: ScrollText, group: 'records', near: false, for: 'everywhere' },
  { path: '/outlets', word: 'nav.outlets', icon: Store, group: 'access', near: false },
  { path: '/machines', word: 'nav.machines', icon: Boxes, group: 'access', near: false },
  { path: '/audit', word: 'nav.audit', icon: UserRoundCheck, group: 'access', near: false, for: 'everywhere' },
  { path: '/people', word: 'nav.people', icon: UsersRound, group: 'access', near: false, for: 'admin' },
  { path: '/tokens', word: 'nav.tokens', icon: KeyRound, group: 'access', near: false, for: 'admin' },
  { path: '/settings', word: 'nav.settings', icon: Settings, group: 'access', near: false },
]

/** Those a person may go to. */
export function destinationsFor(account: Pick<Account, 'mayConfigure' | 'seesAll' | 'mayOperate'>): readonly Destination[] {
  return destinations.filter(to => to.for === undefined || isFor(account, to.for))
}

/** Whether `path` is the page shown or a page above it. */
export function isHere(path: string, pathname: string): boolean {
  return path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`)
}

/** Whether the page shown is one of those behind “more” on a phone. */
export function isFar(pathname: string): boolean {
  return destinations.some(to => !to.near && isHere(to.path, pathname))
}
