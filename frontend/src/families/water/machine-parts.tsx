/** What a card, a row and the machine's own page say alike. */
import CircleOff from 'lucide-solid/icons/circle-off'
import Droplet from 'lucide-solid/icons/droplet'
import Wrench from 'lucide-solid/icons/wrench'
import { type JSX, Show } from 'solid-js'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { Badge, type Tone } from '../../ui/tone.tsx'
import { healthOf, reasonsOf, readingOf, statusOf, troubleOf, type WaterMachine } from './water-machine.ts'
import { waterWord } from './water-headline.ts'
import type { WaterSite } from './water-site.ts'
import { reasonText, type Say } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

const statusTone = { ACTIVE: 'flow', MAINTENANCE: 'attend', OFFLINE: 'stale' } as const satisfies Record<string, Tone>
const statusIcon = { ACTIVE: Droplet, MAINTENANCE: Wrench, OFFLINE: CircleOff }

/** ACTIVE, MAINTENANCE or OFFLINE. */
export function StatusBadge(props: { machine: WaterMachine }): JSX.Element {
  const say = useWaterWords()
  const status = () => statusOf(props.machine)
  return (
    <Badge tone={statusTone[status()]} icon={statusIcon[status()]}>
      {say(`status.${status()}`)}
    </Badge>
  )
}

/** How well the machine is, as a word. */
export function healthWord(say: Say, machine: WaterMachine): string {
  return say(`health.${healthOf(machine)}`)
}

/** The machine's state in one line: what is wrong first, else what the water is and what happens. */
export function stateText(i18n: I18n, say: Say, machine: WaterMachine): string {
  if (machine.row.isStale) return say('reason.offline')
  const doing = waterWord(i18n, machine.row)
  const reasons = reasonsOf(machine)
    .map(reason => reasonText(i18n, say, reason))
    .join(' · ')
  const interlock = readingOf(machine)?.interlock
  if (troubleOf(machine) !== 'flow' && reasons !== '')
    return interlock === 'flushing' || interlock === 'retesting' ? `${doing} · ${reasons}` : reasons
  const verdict = readingOf(machine)?.verdict
  return verdict === undefined ? doing : `${i18n.t(`water.verdict.${verdict}`)} · ${doing.toLowerCase()}`
}

/** How old the newest reading is. */
function readingAge(i18n: I18n, machine: WaterMachine, nowMs: number): string | undefined {
  const atMs = readingOf(machine)?.atMs
  return atMs === undefined ? undefined : i18n.format().age(Math.max(0, nowMs - atMs))
}

/** The same, as time goes on. */
export function ReadingAge(props: { machine: WaterMachine; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const live = useLive()
  const age = () => readingAge(i18n, props.machine, live.now() + live.state.clockOffsetMs)
  return (
    <span
      class={`tabular whitespace-nowrap ${props.class ?? ''}`}
      title={age() === undefined ? undefined : say('page.measured', { age: age() ?? '' })}
    >
      {age() ?? '—'}
    </span>
  )
}

function salesText(i18n: I18n, say: Say, count: number): string {
  return count === 1 ? say('today.sale') : say('today.sales', { count: i18n.format().number(count) })
}

/** Sales and revenue of today, in one line. */
export function TodayLine(props: { water: WaterSite; id: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const site = useSite()
  return (
    <Show when={props.water.today(props.id)} fallback={<span class="text-faint">{say('today.none')}</span>}>
      {today => (
        <span class="tabular whitespace-nowrap">
          <b class="font-[580] text-text">{i18n.format().money(today().charged, site.currency())}</b>
          <span class="text-muted"> · {salesText(i18n, say, today().sales)}</span>
        </span>
      )}
    </Show>
  )
}
