/** Who did what, newest first. */
import type { AuditView } from '@palang/protocol'
import { useInfiniteQuery } from '@tanstack/solid-query'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import UserRoundCheck from 'lucide-solid/icons/user-round-check'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../api/data-of.ts'
import { api } from '../api/endpoints.ts'
import { reasonWord } from '../families/gate/stay-words.ts'
import { actorName } from '../families/gate/timeline-words.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../ui/condition.tsx'

function Values(props: { word: string; value: unknown }): JSX.Element {
  return (
    <Show when={props.value !== null && props.value !== undefined}>
      <div class="min-w-0">
        <div class="mb-1 text-[12px] font-[550] text-faint">{props.word}</div>
        <pre class="m-0 rounded-[9px] bg-panel-2 px-3.5 py-2.5 font-mono text-[12.5px] leading-normal break-words whitespace-pre-wrap">
          {JSON.stringify(props.value, null, 2)}
        </pre>
      </div>
    </Show>
  )
}

function Row(props: { entry: AuditView }): JSX.Element {
  const i18n = useI18n()
  const [open, setOpen] = createSignal(false)
  const e = () => props.entry
  return (
    <>
      <tr>
        <td class="whitespace-nowrap text-muted" title={i18n.format().full(e().at)}>
          {i18n.format().day(e().at)} {i18n.format().clock(e().at)}
        </td>
        <td>{actorName(e().actor)}</td>
        <td class="font-[540]">{i18n.tMaybe(`act.${e().action}`, e().action.replaceAll('_', ' '))}</td>
        <td class="text-muted max-md:hidden">{e().subject}</td>
        <td class="text-muted max-md:hidden">{reasonWord(i18n, e().reason) || '—'}</td>
        <td class="w-px">
          <button
            type="button"
            class="btn btn-quiet btn-icon btn-sm"
            aria-expanded={open()}
            aria-label={i18n.t('logs.detail')}
            onClick={() => setOpen(value => !value)}
          >
            <ChevronRight size={16} class={`transition-transform ${open() ? 'rotate-90' : ''}`} aria-hidden="true" />
          </button>
        </td>
      </tr>
      <Show when={open()}>
        <tr>
          <td colspan={6} class="border-t-0! pt-0!">
            <div class="grid gap-3 md:grid-cols-2">
              <Values word={i18n.t('audit.before')} value={e().before} />
              <Values word={i18n.t('audit.after')} value={e().after} />
            </div>
            <p class="mt-2.5 mb-1 text-[12.5px] text-faint">
              {e().source === null ? '' : `${i18n.t('audit.source')} ${e().source ?? ''} · `}
              {i18n.t('audit.chain')} {e().seq} · <span class="font-mono">{e().hash.slice(0, 16)}</span>
            </p>
          </td>
        </tr>
      </Show>
    </>
  )
}

export function AuditList(): JSX.Element {
  const i18n = useI18n()
  const query = useInfiniteQuery(() => ({
    queryKey: ['audit'],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => api.audit(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next_cursor ?? undefined,
    refetchInterval: 15_000,
  }))
  const items = () => dataOf(query)?.pages.flatMap(page => page.items) ?? []
  return (
    <section class="panel" aria-label={i18n.t('logs.tabAudit')}>
      <Loaded query={query} skeleton={<SkeletonRows rows={12} />}>
        {() => (
          <Show
            when={items().length > 0}
            fallback={<Empty icon={UserRoundCheck} title={i18n.t('audit.none')} hint={i18n.t('audit.noneHint')} />}
          >
            <table class="table table-edge table-sticky">
              <thead>
                <tr>
                  <th>{i18n.t('col.time')}</th>
                  <th>{i18n.t('audit.who')}</th>
                  <th>{i18n.t('audit.what')}</th>
                  <th class="max-md:hidden">{i18n.t('audit.subject')}</th>
                  <th class="max-md:hidden">{i18n.t('audit.reason')}</th>
                  <th>
                    <span class="sr-only">{i18n.t('logs.detail')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                <For each={items()}>{entry => <Row entry={entry} />}</For>
              </tbody>
            </table>
            <Show when={query.hasNextPage}>
              <div class="grid place-items-center border-t border-line-soft py-3">
                <button type="button" class="btn btn-sm" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {i18n.t('action.loadMore')}
                </button>
              </div>
            </Show>
          </Show>
        )}
      </Loaded>
    </section>
  )
}
