/** The programs' log lines, newest on top, arriving as they are written. */
import { logLine, type LogLine } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { useQuery } from '@tanstack/solid-query'
import { createVirtualizer } from '@tanstack/solid-virtual'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import ScrollText from 'lucide-solid/icons/scroll-text'
import { createMemo, createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { dataOf } from '../api/data-of.ts'
import { api } from '../api/endpoints.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import { Pick } from '../ui/pick.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Segments } from '../ui/segments.tsx'
import { Empty, Failed, SkeletonRows } from '../ui/condition.tsx'
import { type Tone, ToneIcon } from '../ui/tone.tsx'
import { type Level, lineKey, mergeLines, passes } from './log-lines.ts'
import { useSite } from '../site/site.tsx'
import './log-list.css'

const tones: Record<Level, Tone> = { debug: 'stale', info: 'info', warn: 'attend', error: 'stop' }
const levels: readonly Level[] = ['debug', 'info', 'warn', 'error']

/** Where the link does not bring lines, the hub is asked this often while following. */
const pollMs = 4_000
const linesAsked = 500

function Line(props: { line: LogLine; open: boolean; onToggle: () => void; source: string }): JSX.Element {
  const i18n = useI18n()
  const fields = () => Object.entries(props.line.fields)
  return (
    <div class={`log-line ${tones[props.line.level]}`} data-level={props.line.level}>
      <button type="button" class="log-head" aria-expanded={props.open} disabled={fields().length === 0} onClick={() => props.onToggle()}>
        <ChevronRight size={14} class="log-caret" aria-hidden="true" data-none={fields().length === 0 ? '' : undefined} />
        <time datetime={props.line.at} title={i18n.format().full(props.line.at)}>
          {i18n.format().clockMs(props.line.at)}
        </time>
        <span class="log-level">
          <ToneIcon tone={tones[props.line.level]} size={13} icon={props.line.level === 'debug' ? ScrollText : undefined} />
          {i18n.t(`log.${props.line.level}`)}
        </span>
        <span class="log-source">{props.source}</span>
        <span class="log-text">{props.line.message}</span>
      </button>
      <Show when={props.open}>
        <dl class="log-fields">
          <For each={fields()}>
            {([key, value]) => (
              <div>
                <dt>{key}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
    </div>
  )
}

interface Filter {
  level: Level
  source: string
  text: string
}

function Toolbar(props: {
  filter: Filter
  onFilter: (change: Partial<Filter>) => void
  sources: string[]
  follow: boolean
  waiting: number
  onFollow: () => void
}): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <div class="flex flex-wrap items-center gap-2.5">
      <div class="w-[340px] max-md:w-full">
        <Segments<Level>
          label={i18n.t('logs.level')}
          value={props.filter.level}
          onChange={level => props.onFilter({ level })}
          options={levels.map(level => ({ value: level, label: i18n.t(`log.${level}`) }))}
        />
      </div>
      <Pick
        class="w-[190px] max-md:w-full"
        label={i18n.t('logs.source')}
        value={props.filter.source === '' ? 'any' : props.filter.source}
        onChange={source => props.onFilter({ source: source === 'any' ? '' : source })}
        options={[
          { value: 'any', label: i18n.t('logs.anySource') },
          ...props.sources.map(source => ({ value: source, label: source === 'central_hub' ? 'Hub' : site.nameOf(source) })),
        ]}
      />
      <SearchField
        class="w-[240px] max-md:w-full"
        label={i18n.t('logs.filter')}
        text={props.filter.text}
        onText={text => props.onFilter({ text })}
      />
      <button type="button" class="btn ml-auto max-md:ml-0" aria-pressed={props.follow} onClick={() => props.onFollow()}>
        <Show when={props.follow} fallback={<Play size={16} aria-hidden="true" />}>
          <Pause size={16} aria-hidden="true" />
        </Show>
        <Show when={props.follow} fallback={props.waiting > 0 ? i18n.t('logs.newBelow', { count: props.waiting }) : i18n.t('logs.follow')}>
          {i18n.t('logs.following')}
        </Show>
      </button>
    </div>
  )
}

function Lines(props: { lines: LogLine[] }): JSX.Element {
  const site = useSite()
  let box: HTMLDivElement | undefined
  const [opened, setOpened] = createSignal<ReadonlySet<string>>(new Set())
  const toggle = (line: string) =>
    setOpened(before => {
      const after = new Set(before)
      if (!after.delete(line)) after.add(line)
      return after
    })
  const virtual = createVirtualizer({
    get count() {
      return props.lines.length
    },
    getScrollElement: () => box ?? null,
    estimateSize: () => 35,
    getItemKey: index => {
      const line = props.lines[index]
      return line === undefined ? index : lineKey(line)
    },
    overscan: 12,
  })
  return (
    <div ref={el => (box = el)} class="log-box" tabindex="0" role="log" aria-live="off">
      <div class="relative min-w-[640px] max-md:min-w-0" style={{ height: `${virtual.getTotalSize()}px` }}>
        <Key each={virtual.getVirtualItems()} by="key">
          {item => {
            const line = () => props.lines[item().index]
            return (
              <div
                class="absolute inset-x-0"
                style={{ transform: `translateY(${item().start}px)` }}
                data-index={item().index}
                ref={el => queueMicrotask(() => virtual.measureElement(el))}
              >
                <Show when={line()}>
                  {found => (
                    <Line
                      line={found()}
                      open={opened().has(lineKey(found()))}
                      onToggle={() => toggle(lineKey(found()))}
                      source={found().source === 'central_hub' ? 'Hub' : site.nameOf(found().source)}
                    />
                  )}
                </Show>
              </div>
            )
          }}
        </Key>
      </div>
    </div>
  )
}

/** What the hub answered with what the link has brought since; while paused the new lines wait. */
function useLines(filter: () => Filter, follow: () => boolean) {
  const live = useLive()
  const [fresh, setFresh] = createSignal<LogLine[]>([])
  const [waiting, setWaiting] = createSignal<LogLine[]>([])
  const query = useQuery(() => ({
    queryKey: ['logs', filter().level, filter().source],
    queryFn: () => api.logs({ level: filter().level, source: filter().source, limit: linesAsked }),
    refetchInterval: follow() ? pollMs : (false as const),
  }))
  const lines = createMemo(() => mergeLines(fresh(), dataOf(query)?.items ?? []))
  onCleanup(
    live.onLog(payload => {
      const parsed = logLine.safeParse(payload)
      if (parsed.success) (follow() ? setFresh : setWaiting)(before => mergeLines([parsed.data], before))
    }),
  )
  const release = () => {
    const held = waiting()
    setWaiting([])
    setFresh(before => mergeLines(held, before))
  }
  return { query, lines, waiting, release }
}

export function LogList(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const [filter, setFilter] = createSignal<Filter>({ level: 'info', source: '', text: '' })
  const [follow, setFollow] = createSignal(true)
  const { query, lines, waiting, release } = useLines(filter, follow)
  const shown = createMemo(() => lines().filter(line => passes(line, filter())))
  const sources = createMemo(() => [
    ...new Set(['central_hub', ...(site.machines() ?? []).map(row => row.id), ...lines().map(line => line.source)]),
  ])
  const toggleFollow = () => {
    if (setFollow(value => !value)) release()
  }
  return (
    <>
      <Toolbar
        filter={filter()}
        onFilter={change => setFilter(before => ({ ...before, ...change }))}
        sources={sources()}
        follow={follow()}
        waiting={waiting().filter(line => passes(line, filter())).length}
        onFollow={toggleFollow}
      />
      <section class="panel overflow-hidden" aria-label={i18n.t('logs.title')}>
        <Show
          when={shown().length > 0}
          fallback={
            <Show
              when={query.error}
              fallback={
                <Show when={!query.isPending} fallback={<SkeletonRows rows={14} height={16} />}>
                  <Empty icon={ScrollText} title={i18n.t('logs.none')} hint={i18n.t('logs.noneHint')} />
                </Show>
              }
            >
              {error => <Failed error={error()} retry={() => void query.refetch()} />}
            </Show>
          }
        >
          <Lines lines={shown()} />
        </Show>
      </section>
    </>
  )
}
