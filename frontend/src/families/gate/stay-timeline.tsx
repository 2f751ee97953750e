/** What happened to a stay, in order: facts, photos, money, commands and people on one line. */
import type { TimelineEntry } from '@palang/protocol'
import Banknote from 'lucide-solid/icons/banknote'
import Camera from 'lucide-solid/icons/camera'
import Radio from 'lucide-solid/icons/radio'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import UserRound from 'lucide-solid/icons/user-round'
import Clock from 'lucide-solid/icons/clock'
import { type Component, createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useSite } from '../../console/site.tsx'
import { type TextKey, useI18n } from '../../i18n/i18n.tsx'
import { type Option, Segments } from '../../ui/choice.tsx'
import { Empty } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type EntryKind, entryWords } from './timeline-words.ts'
import './timeline.css'

type Icon = Component<{ size?: number | string; 'aria-hidden'?: 'true' }>

const icons: Record<EntryKind, Icon> = { fact: Radio, photo: Camera, payment: Banknote, command: SquareTerminal, audit: UserRound }
const kindWords: Record<EntryKind, TextKey> = {
  fact: 'session.kind.fact',
  photo: 'session.kind.photo',
  payment: 'session.kind.money',
  command: 'session.kind.command',
  audit: 'session.kind.person',
}

/** Entries closer together than this are one moment: the time is not repeated as a span. */
const pauseShownMs = 5_000

function Entry(props: { entry: TimelineEntry; previousMs: number | undefined; onPhoto: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const words = createMemo(() => entryWords(i18n, props.entry, site.nameOf))
  const atMs = () => Date.parse(props.entry.at)
  const pauseMs = () => (props.previousMs === undefined ? 0 : atMs() - props.previousMs)
  const photo = () => (props.entry.kind === 'photo' ? props.entry.url : undefined)
  const doubtful = () => props.entry.kind === 'fact' && props.entry.clock !== 'synced'
  return (
    <li class={`moment ${words().tone}`} data-gap={pauseMs() > 60_000 ? '' : undefined}>
      <time class="moment-time" datetime={props.entry.at} title={i18n.format().full(props.entry.at)}>
        {i18n.format().clock(props.entry.at)}
        <Show when={pauseMs() > pauseShownMs}>
          <small>+ {i18n.format().span(pauseMs())}</small>
        </Show>
      </time>
      <span class="moment-mark">
        <Dynamic component={icons[props.entry.kind]} size={14} aria-hidden="true" />
      </span>
      <div class="min-w-0 pb-4">
        <div class="flex flex-wrap items-baseline gap-x-2.5">
          <span class="font-[570]">{words().title}</span>
          <span class="text-[12.5px] text-faint">{words().who}</span>
        </div>
        <Show when={words().detail}>
          <div class="text-[13px] text-muted">{words().detail}</div>
        </Show>
        <Show when={doubtful()}>
          <div class="text-[12.5px] text-attend">{i18n.t('session.clockDoubt')}</div>
        </Show>
        <Show when={photo()}>
          {url => (
            <button type="button" class="moment-photo" onClick={() => props.onPhoto(url())}>
              <img src={url()} alt={i18n.t('session.photoAlt', { what: words().detail, time: i18n.format().clock(props.entry.at) })} loading="lazy" />
            </button>
          )}
        </Show>
      </div>
    </li>
  )
}

/** The time line with a filter by kind; `onPhoto` opens a photo in full. */
export function StayTimeline(props: { entries: readonly TimelineEntry[]; onPhoto: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  const [kind, setKind] = createSignal<EntryKind | 'all'>('all')
  const kinds = createMemo(() => {
    const found = new Set(props.entries.map(entry => entry.kind))
    const options: Option<EntryKind | 'all'>[] = [{ value: 'all', label: i18n.t('session.filterAll'), note: String(props.entries.length) }]
    for (const one of Object.keys(kindWords) as EntryKind[]) {
      if (found.has(one)) options.push({ value: one, label: i18n.t(kindWords[one]), note: String(props.entries.filter(entry => entry.kind === one).length) })
    }
    return options
  })
  const shown = createMemo(() => props.entries.filter(entry => kind() === 'all' || entry.kind === kind()))
  return (
    <Panel title={i18n.t('session.timeline')}>
      <Show when={props.entries.length > 0} fallback={<Empty icon={Clock} title={i18n.t('session.timelineEmpty')} compact />}>
        <div class="no-print mb-5">
          <Segments chips label={i18n.t('session.timeline')} value={kind()} options={kinds()} onChange={setKind} />
        </div>
        <ol class="timeline">
          <For each={shown()}>
            {(entry, index) => {
              const before = shown()[index() - 1]
              return <Entry entry={entry} previousMs={before === undefined ? undefined : Date.parse(before.at)} onPhoto={props.onPhoto} />
            }}
          </For>
        </ol>
      </Show>
    </Panel>
  )
}
