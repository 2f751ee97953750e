/** One session whole: what it is, what it cost and why, and everything that happened to it. */
import type { SessionDetail } from '@palang/protocol'
import { A, useParams } from '@solidjs/router'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import DoorOpen from 'lucide-solid/icons/door-open'
import Printer from 'lucide-solid/icons/printer'
import SearchX from 'lucide-solid/icons/search-x'
import { createSignal, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { ApiProblem } from '../../api/problem.ts'
import { createReason, ReasonFields } from '../../families/gate/control-panel.tsx'
import { PricePanel } from '../../families/gate/price-panel.tsx'
import { StayPhotos } from '../../families/gate/stay-photos.tsx'
import { StaySummary } from '../../families/gate/stay-summary.tsx'
import { StayTimeline } from '../../families/gate/stay-timeline.tsx'
import { stayIcon } from '../../families/gate/stay-icon.ts'
import { reasonWord, sessionName, stayTone, stayWord } from '../../families/gate/stay-words.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm, Modal } from '../../ui/dialog.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { toast } from '../../ui/toast.tsx'
import { Badge } from '../../ui/tone.tsx'
import { useAccount } from '../account.tsx'
import { useFreshSessions } from '../glance.tsx'

function ForceExit(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [asking, setAsking] = createSignal(false)
  const reason = createReason()
  const run = async () => {
    await api.forceExit(props.session.id, reason.text() ?? '')
    toast({ tone: 'flow', title: i18n.t('session.forceDone'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries()
  }
  return (
    <>
      <button type="button" class="btn btn-stop" onClick={() => setAsking(true)}>
        <DoorOpen size={17} aria-hidden="true" />
        {i18n.t('session.force')}
      </button>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={i18n.t('session.forceTitle')}
        text={i18n.t('session.forceText')}
        confirm={i18n.t('session.force')}
        danger
        ready={reason.text() !== undefined}
        run={run}
      >
        <ReasonFields reason={reason} missing={false} />
      </Confirm>
    </>
  )
}

function Head(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const why = () => reasonWord(i18n, props.session.outcome_reason)
  return (
    <PageHead title={i18n.t('session.title', { name: sessionName(props.session) })}>
      <Badge tone={stayTone(props.session.state)} icon={stayIcon(props.session.state)}>
        {stayWord(i18n, props.session.state)}
      </Badge>
      <Show when={why() !== ''}>
        <span class="text-muted">{why()}</span>
      </Show>
      <div class="no-print ml-auto flex gap-2.5">
        <button type="button" class="btn" onClick={() => window.print()}>
          <Printer size={17} aria-hidden="true" />
          {i18n.t('action.print')}
        </button>
        <Show when={account.mayOperate() && props.session.open}>
          <ForceExit session={props.session} />
        </Show>
      </div>
    </PageHead>
  )
}

function Body(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const [photo, setPhoto] = createSignal<string>()
  return (
    <>
      <Head session={props.session} />
      <div class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.5fr)_minmax(340px,1fr)]">
        <StayTimeline entries={props.session.timeline} onPhoto={setPhoto} />
        <div class="grid min-w-0 gap-[18px] max-lg:-order-1">
          <StaySummary session={props.session} />
          <PricePanel session={props.session} />
          <StayPhotos session={props.session} onPhoto={setPhoto} />
        </div>
      </div>
      <Modal open={photo() !== undefined} onClose={() => setPhoto(undefined)} title={i18n.t('col.photo')} wide>
        <img src={photo()} alt={i18n.t('session.photoAlt', { what: sessionName(props.session), time: '' })} class="w-full rounded-[10px]" />
      </Modal>
    </>
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
