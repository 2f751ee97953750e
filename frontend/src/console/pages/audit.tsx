/** Who did what, when and why: every act of a person, a token or a rule, newest first. */
import { useSearchParams } from '@solidjs/router'
import { useInfiniteQuery } from '@tanstack/solid-query'
import Download from 'lucide-solid/icons/download'
import UserRoundCheck from 'lucide-solid/icons/user-round-check'
import { createMemo, type JSX, Show } from 'solid-js'
import { accessApi, auditExportUrl } from '../../api/access-endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Reserved } from '../access/reserved.tsx'
import { useAccount } from '../../site/account.tsx'
import { AuditFilters } from '../audit/audit-filters.tsx'
import { auditFilterOf, type AuditParams } from '../audit/audit-query.ts'
import { AuditTable } from '../audit/audit-table.tsx'
import '../audit/audit.css'

/** The first page is kept fresh; somebody who reads further back is left in peace. */
const freshMs = 15_000

function useTrail(params: AuditParams) {
  const i18n = useI18n()
  return useInfiniteQuery(() => {
    const filter = auditFilterOf(params, i18n.format())
    return {
      queryKey: ['audit', filter],
      queryFn: ({ pageParam }: { pageParam: string | undefined }) => accessApi.audit(filter, pageParam),
      ...byCursor,
      placeholderData: previous => previous,
      refetchInterval: found => (found.state.data?.pages.length === 1 ? freshMs : false),
    }
  })
}

function Trail(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [params, setParams] = useSearchParams<AuditParams>()
  const trail = useTrail(params)
  const items = createMemo(() => itemsOf(trail))
  const seen = (key: 'actor' | 'action' | 'subject') => [...new Set(items().map(entry => entry[key]))]
  const filtered = () => Object.values(params).some(value => value !== undefined)
  return (
    <>
      <PageHead title={i18n.t('audit.title')}>
        <Show when={account.mayOperate()}>
          <a class="btn ml-auto" href={auditExportUrl(auditFilterOf(params, i18n.format()))} download="">
            <Download size={17} aria-hidden="true" />
            {i18n.t('action.exportCsv')}
          </a>
        </Show>
      </PageHead>
      <AuditFilters
        params={params}
        actors={seen('actor')}
        actions={seen('action')}
        subjects={seen('subject')}
        onChange={change => setParams(change, { replace: true })}
      />
      <section class="panel" aria-label={i18n.t('audit.title')} aria-busy={trail.isFetching}>
        <Loaded query={trail} skeleton={<SkeletonRows rows={12} />}>
          {() => (
            <Show
              when={items().length > 0}
              fallback={
                <Empty
                  icon={UserRoundCheck}
                  title={i18n.t(filtered() ? 'audit.noMatch' : 'audit.none')}
                  hint={i18n.t(filtered() ? 'audit.noMatchHint' : 'audit.noneHint')}
                />
              }
            >
              <AuditTable items={items()} onNarrow={change => setParams(change)} />
              <LoadMore query={trail} />
            </Show>
          )}
        </Loaded>
      </section>
    </>
  )
}

export default function Audit(): JSX.Element {
  const i18n = useI18n()
  return (
    <Reserved for="everywhere" title={i18n.t('audit.title')}>
      <Trail />
    </Reserved>
  )
}
