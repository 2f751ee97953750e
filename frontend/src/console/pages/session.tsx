/** One session whole: what it is, what it cost and why, and everything that happened to it. */
import type { SessionDetail } from '@palang/protocol'
import { A, useParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Printer from 'lucide-solid/icons/printer'
import SearchX from 'lucide-solid/icons/search-x'
import { type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { ApiProblem } from '../../api/problem.ts'
import { families } from '../../families/registry.ts'
import { stayIcon } from '../../words/stay-icon.ts'
import { outcomeWord, sessionTitle, stayTone, stayWord } from '../../words/stay-words.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { useFreshSessions } from '../glance.tsx'
import { OnlinePayments } from '../money/online-payments.tsx'
import { PaperHead } from '../money/paper.tsx'
import { SessionPayments } from '../money/session-payments.tsx'
import { TakeCash } from '../money/take-cash.tsx'
import '../money/paper.css'

function Head(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const account = useAccount()
  const why = () => outcomeWord(i18n, props.session)
  return (
    <PageHead title={i18n.t('session.title', { name: sessionTitle(props.session, site.nameOf) })}>
      <Badge tone={stayTone(props.session.state)} icon={stayIcon(props.session.state)}>
        {stayWord(i18n, props.session.state)}
      </Badge>
      <Show when={why() !== ''}>
        <span class="text-muted">{why()}</span>
      </Show>
      <div class="no-print ml-auto flex flex-wrap gap-2.5">
        <button type="button" class="btn" onClick={() => window.print()}>
          <Printer size={17} aria-hidden="true" />
          {i18n.t('action.print')}
        </button>
        <Show when={account.mayOperate() && props.session.open}>
          <TakeCash session={props.session} />
          <Dynamic component={families[props.session.family].session?.Acts} session={props.session} />
        </Show>
      </div>
    </PageHead>
  )
}

function Body(props: { session: SessionDetail }): JSX.Element {
  const face = () => families[props.session.family].session
  const seen = () => props.session.timeline.filter(entry => entry.kind === 'payment').length
  return (
    <div class="paper grid gap-[18px]">
      <PaperHead />
      <Head session={props.session} />
      <Dynamic
        component={face()?.Detail}
        session={props.session}
        money={
          <>
            <SessionPayments sessionId={props.session.id} seen={seen()} />
            <OnlinePayments payments={props.session.online_payments} />
          </>
        }
      />
    </div>
  )
}

export default function Session(): JSX.Element {
  const i18n = useI18n()
  const params = useParams<{ id: string }>()
  useFreshSessions()
  const session = useQuery(() => ({
    queryKey: ['sessions', 'one', params.id],
    queryFn: () => api.sessionDetail(params.id),
    refetchInterval: 30_000,
  }))
  const missing = () => session.error instanceof ApiProblem && (session.error.status === 404 || session.error.status === 400)
  return (
    <Show
      when={!missing()}
      fallback={
        <>
          <PageHead title={i18n.t('sessions.title')} />
          <Empty icon={SearchX} title={i18n.t('session.missing')} hint={params.id}>
            <A href="/sessions" class="btn">
              {i18n.t('sessions.title')}
            </A>
          </Empty>
        </>
      }
    >
      <Show when={dataOf(session) === undefined}>
        <PageHead title={i18n.t('sessions.title')} />
      </Show>
      <Loaded
        query={session}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={10} />
          </section>
        }
      >
        {data => <Body session={data()} />}
      </Loaded>
    </Show>
  )
}
