/** The time line of a session, as it stands or replayed with what its machines told of themselves, and the export of it. */
import type { IncidentView, SessionDetail } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Play from 'lucide-solid/icons/play'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { incidentApi, incidentFiles } from '../../api/incident-endpoints.ts'
import { usePageWords } from '../../i18n/page-words.ts'
import { IncidentLink } from '../incident-link.tsx'
import { Failed, SkeletonRows } from '../../ui/condition.tsx'
import { momentsOf } from './frame-runs.ts'
import { ReplayBar } from './replay-bar.tsx'
import { replayWords } from './replay-words.ts'
import { SessionTimeline } from './session-timeline.tsx'

export function SessionReplay(props: { session: SessionDetail; onPhoto: (url: string) => void }): JSX.Element {
  const t = usePageWords(replayWords)
  const [replaying, setReplaying] = createSignal(false)
  const [at, setAt] = createSignal(0)
  const query = useQuery(() => ({
    queryKey: ['incident', props.session.id],
    queryFn: () => incidentApi.ofSession(props.session.id),
    enabled: replaying(),
    staleTime: Number.POSITIVE_INFINITY,
  }))
  const incident = () => (replaying() ? dataOf(query) : undefined)
  const entries = createMemo(() => momentsOf(incident()?.entries ?? props.session.timeline))
  const toggle = () => {
    setAt(0)
    setReplaying(!replaying())
  }
  const actions = (
    <div class="no-print flex flex-wrap justify-end gap-2">
      <button type="button" class="btn btn-sm" aria-pressed={replaying()} onClick={toggle}>
        <Play size={15} aria-hidden="true" />
        {t(replaying() ? 'end' : 'replay')}
      </button>
      <IncidentLink href={incidentFiles.session(props.session.id)} />
    </div>
  )
  return (
    <SessionTimeline entries={entries()} onPhoto={props.onPhoto} actions={actions} shownTo={incident() === undefined ? undefined : at()}>
      <Show when={replaying() && incident() === undefined}>
        <Show when={query.error !== null} fallback={<SkeletonRows rows={1} />}>
          <Failed error={query.error} retry={() => void query.refetch()} compact />
        </Show>
      </Show>
      <Show when={incident()}>
        {found => (
          <>
            <ReplayBar entries={entries()} at={at()} onAt={setAt} />
            <Gaps incident={found()} />
          </>
        )}
      </Show>
    </SessionTimeline>
  )
}

/** What is not in the replay although somebody may look for it. */
function Gaps(props: { incident: IncidentView }): JSX.Element {
  const t = usePageWords(replayWords)
  const photos = () => props.incident.missing.filter(gap => gap.what === 'photo').length
  const nameOf = (id: string | undefined) => props.incident.machines.find(machine => machine.id === id)?.name ?? id ?? ''
  const unheard = () => props.incident.missing.filter(gap => gap.what === 'frames')
  const texts = () => [
    ...(props.incident.missing.some(gap => gap.what === 'entries') ? [t('cut')] : []),
    ...(photos() > 0 ? [t('photoGone', { count: photos() })] : []),
    ...unheard().map(gap => t('noFrames', { machine: nameOf(gap.id), why: t(gap.why) })),
  ]
  return <For each={texts()}>{text => <p class="no-print mb-2 text-[13px] text-muted">{text}</p>}</For>
}
