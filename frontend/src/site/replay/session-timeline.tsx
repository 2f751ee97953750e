/** What happened in a session, in order: facts, photos, money, commands, people and raw frames on one line. */
import type { TimelineEntry } from '@palang/protocol'
import BadgeCheck from 'lucide-solid/icons/badge-check'
import Banknote from 'lucide-solid/icons/banknote'
import Cable from 'lucide-solid/icons/cable'
import Camera from 'lucide-solid/icons/camera'
import Car from 'lucide-solid/icons/car'
import Radio from 'lucide-solid/icons/radio'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import Undo2 from 'lucide-solid/icons/undo-2'
import UserRound from 'lucide-solid/icons/user-round'
import Clock from 'lucide-solid/icons/clock'
import { type Component, createEffect, createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useSite } from '../site.tsx'
import { type TextKey, useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { type Option, Segments } from '../../ui/segments.tsx'
import { Empty } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { GateIcon } from '../../ui/gate-icon.tsx'
import { FrameRunLines } from './frame-run-lines.tsx'
import type { FrameRun, Moment } from './frame-runs.ts'
import { replayWords } from './replay-words.ts'
import { type EntryKind, entryWords } from './timeline-words.ts'
import './timeline.css'

type Icon = Component<{ size?: number | string; 'aria-hidden'?: 'true' }>

const icons: Record<EntryKind, Icon> = { fact: Radio, photo: Camera, payment: Banknote, command: SquareTerminal, audit: UserRound }
/** Facts people tell apart at a glance. */
const factIcons: Record<string, Icon> = {
  vehicle_detected: Car,
  vehicle_passed: Car,
  vehicle_turned_back: Undo2,
  access_decided: ShieldCheck,
  barrier_ordered: GateIcon,
  barrier_opened: GateIcon,
  barrier_closed: GateIcon,
  barrier_failed: GateIcon,
  cash_received: Banknote,
  change_given: Banknote,
  payment_completed: BadgeCheck,
}

function iconOf(entry: TimelineEntry): Icon {
  return (entry.kind === 'fact' ? factIcons[entry.type] : undefined) ?? icons[entry.kind]
}

const kindWords: Record<EntryKind, TextKey> = {
  fact: 'session.kind.fact',
  photo: 'session.kind.photo',
  payment: 'session.kind.money',
  command: 'session.kind.command',
  audit: 'session.kind.person',
}

/** A pause longer than this parts the line, with its length. */
const pauseShownMs = 60_000

/** The kinds shown: all, or one. */
type Shown = Moment['kind'] | 'all'

/** Where a replay stands: the entry shown now, or one that is still to come. */
type Standing = 'now' | 'later' | undefined

interface Place {
  /** When what stands above it was. */
  previousMs: number | undefined
  standing: Standing
}

/** One moment: when, its mark, and what it was. */
function Row(props: Place & { at: string; tone: string; icon: Icon; children: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  const pauseMs = () => (props.previousMs === undefined ? 0 : Date.parse(props.at) - props.previousMs)
  const [item, setItem] = createSignal<HTMLElement>()
  createEffect(() => {
    if (props.standing === 'now') item()?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <>
      <Show when={pauseMs() > pauseShownMs}>
        <li class="moment-gap">{i18n.format().minutes(pauseMs() / 60_000)}</li>
      </Show>
      <li
        ref={setItem}
        class={`moment ${props.tone}`}
        classList={{ 'moment-later': props.standing === 'later' }}
        aria-current={props.standing === 'now' ? 'step' : undefined}
      >
        <time class="moment-time" datetime={props.at} title={i18n.format().full(props.at)}>
          {i18n.format().clock(props.at)}
        </time>
        <span class="moment-mark">
          <Dynamic component={props.icon} size={14} aria-hidden="true" />
        </span>
        <div class="min-w-0 pb-4">{props.children}</div>
      </li>
    </>
  )
}

function Entry(props: Place & { entry: TimelineEntry; onPhoto: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const words = createMemo(() => entryWords(i18n, props.entry, site.nameOf))
  const photo = () => (props.entry.kind === 'photo' ? props.entry.url : undefined)
  const doubtful = () => props.entry.kind === 'fact' && props.entry.clock !== 'synced'
  return (
    <Row at={props.entry.at} previousMs={props.previousMs} standing={props.standing} tone={words().tone} icon={iconOf(props.entry)}>
      <div class="flex flex-wrap items-baseline gap-x-2.5">
        <span class="font-[570]">{words().title}</span>
        <span class="text-[12.5px] text-faint">{words().who}</span>
      </div>
      <Show when={words().detail}>
        <div class="text-[13px] text-muted">{words().detail}</div>
      </Show>
      <Show when={doubtful()}>
        <ClockDoubt />
      </Show>
      <Show when={photo()}>{url => <Photo url={url()} what={words().detail} at={props.entry.at} onPhoto={props.onPhoto} />}</Show>
    </Row>
  )
}

function Frames(props: Place & { run: FrameRun }): JSX.Element {
  return (
    <Row at={props.run.at} previousMs={props.previousMs} standing={props.standing} tone="stale" icon={Cable}>
      <FrameRunLines run={props.run} />
      <Show when={props.run.frames.some(({ clock }) => clock !== 'synced')}>
        <ClockDoubt />
      </Show>
    </Row>
  )
}

function ClockDoubt(): JSX.Element {
  const i18n = useI18n()
  return <div class="text-[12.5px] text-attend">{i18n.t('session.clockDoubt')}</div>
}

function Photo(props: { url: string; what: string; at: string; onPhoto: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <button type="button" class="moment-photo" onClick={() => props.onPhoto(props.url)}>
      <img src={props.url} alt={i18n.t('session.photoAlt', { what: props.what, time: i18n.format().clock(props.at) })} loading="lazy" />
    </button>
  )
}

/**
 * The time line with a filter by kind; `onPhoto` opens a photo in full. `shownTo` is the place of the entry a replay has come to;
 * `children` stand above the line, beside the filter.
 */
export function SessionTimeline(props: {
  /** Without repeats. */
  entries: readonly Moment[]
  onPhoto: (url: string) => void
  actions?: JSX.Element
  shownTo?: number | undefined
  children?: JSX.Element
}): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(replayWords)
  const entries = () => props.entries
  const [kind, setKind] = createSignal<Shown>('all')
  const kinds = createMemo(() => {
    const found = new Set(entries().map(entry => entry.kind))
    const options: Option<Shown>[] = [{ value: 'all', label: i18n.t('session.filterAll'), note: String(entries().length) }]
    for (const one of Object.keys(kindWords) as EntryKind[]) {
      if (found.has(one))
        options.push({ value: one, label: i18n.t(kindWords[one]), note: String(entries().filter(entry => entry.kind === one).length) })
    }
    const frames = entries().reduce((sum, entry) => sum + (entry.kind === 'frames' ? entry.frames.length : 0), 0)
    if (frames > 0) options.push({ value: 'frames', label: t('serial'), note: String(frames) })
    return options
  })
  const shown = createMemo(() => entries().filter(entry => kind() === 'all' || entry.kind === kind()))
  const standing = (entry: Moment): Standing => {
    if (props.shownTo === undefined) return undefined
    const place = props.entries.indexOf(entry)
    return place === props.shownTo ? 'now' : place > props.shownTo ? 'later' : undefined
  }
  return (
    <Panel title={i18n.t('session.timeline')} actions={props.actions}>
      {props.children}
      <Show when={props.entries.length > 0} fallback={<Empty icon={Clock} title={i18n.t('session.timelineEmpty')} compact />}>
        <div class="no-print mb-5">
          <Segments chips label={i18n.t('session.timeline')} value={kind()} options={kinds()} onChange={setKind} />
        </div>
        <ol class="timeline">
          <For each={shown()}>
            {(entry, index) => {
              const previousMs = () => {
                const before = shown()[index() - 1]
                return before === undefined ? undefined : Date.parse(before.at)
              }
              return entry.kind === 'frames' ? (
                <Frames run={entry} previousMs={previousMs()} standing={standing(entry)} />
              ) : (
                <Entry entry={entry} previousMs={previousMs()} standing={standing(entry)} onPhoto={props.onPhoto} />
              )
            }}
          </For>
        </ol>
      </Show>
    </Panel>
  )
}
