/** Every session, newest first: filtered, searched, read on as one scrolls, exported as shown. */
import type { SessionView } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { useInfiniteQuery } from '@tanstack/solid-query'
import Download from 'lucide-solid/icons/download'
import Rows3 from 'lucide-solid/icons/rows-3'
import { createMemo, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { toast } from '../../ui/toast.tsx'
import { download, toCsv } from '../csv.ts'
import { useFreshSessions } from '../glance.tsx'
import { csvHead, csvName, csvRow } from '../session-csv.ts'
import { SessionFilters, SessionScope } from '../session-filters.tsx'
import { filterOf, type SessionParams } from '../session-query.ts'
import { SessionTable } from '../session-table.tsx'
import { useSite } from '../../site/site.tsx'

const pageSize = 50

function useSessions(params: SessionParams) {
  const i18n = useI18n()
  return useInfiniteQuery(() => {
    const filter = filterOf(params, i18n.format())
    return {
      queryKey: ['sessions', 'list', filter],
      queryFn: ({ pageParam }: { pageParam: string | undefined }) => api.sessions(filter, pageParam, pageSize),
      ...byCursor,
      placeholderData: previous => previous,
    }
  })
}

/** Calls `reached` whenever the mark after the last row comes into view. */
function EndMark(props: { busy: boolean; reached: () => void }): JSX.Element {
  let mark: HTMLDivElement | undefined
  onMount(() => {
    if (mark === undefined) return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) props.reached()
      },
      { rootMargin: '600px' },
    )
    observer.observe(mark)
    onCleanup(() => observer.disconnect())
  })
  return <div ref={el => (mark = el)}>{props.busy ? <SkeletonRows rows={3} /> : null}</div>
}

function ExportButton(props: { items: readonly SessionView[]; params: SessionParams }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const exportCsv = () => {
    const head = csvHead.map(key => i18n.t(key))
    download(
      csvName(props.params, i18n.format()),
      toCsv(
        head,
        props.items.map(session => csvRow(i18n, site, session)),
      ),
    )
    toast({
      tone: 'flow',
      title: i18n.t('sessions.exported', { count: i18n.format().number(props.items.length) }),
      closeLabel: i18n.t('toast.close'),
    })
  }
  return (
    <button type="button" class="btn ml-auto" disabled={props.items.length === 0} onClick={exportCsv}>
      <Download size={17} aria-hidden="true" />
      {i18n.t('action.exportCsv')}
    </button>
  )
}

export default function Sessions(): JSX.Element {
  const i18n = useI18n()
  const [params, setParams] = useSearchParams<SessionParams>()
  useFreshSessions()
  const query = useSessions(params)
  const items = createMemo(() => itemsOf(query))
  const filtered = () => Object.entries(params).some(([key, value]) => value !== undefined && !(key === 'open' && value === 'any'))
  return (
    <>
      <PageHead title={i18n.t('sessions.title')}>
        <SessionScope params={params} onChange={change => setParams(change, { replace: true })} />
        <span class="text-muted" aria-live="polite">
          <Show when={items().length > 0}>
            {i18n.t('sessions.shown', { count: `${i18n.format().number(items().length)}${query.hasNextPage ? '+' : ''}` })}
          </Show>
        </span>
        <ExportButton items={items()} params={params} />
      </PageHead>
      <SessionFilters params={params} onChange={change => setParams(change, { replace: true })} />
      <section class="panel" aria-label={i18n.t('sessions.title')} aria-busy={query.isFetching}>
        <Loaded query={query} skeleton={<SkeletonRows rows={12} />}>
          {() => (
            <Show
              when={items().length > 0}
              fallback={
                <Empty icon={Rows3} title={i18n.t('sessions.none')} hint={i18n.t(filtered() ? 'sessions.noneHint' : 'sessions.noneYet')} />
              }
            >
              <SessionTable items={items()} />
              <EndMark
                busy={query.isFetchingNextPage}
                reached={() => {
                  if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
                }}
              />
            </Show>
          )}
        </Loaded>
      </section>
    </>
  )
}
