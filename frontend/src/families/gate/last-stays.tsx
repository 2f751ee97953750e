/** The last sessions of a gate, each with its newest photo. */
import type { SessionView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { A } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Car from 'lucide-solid/icons/car'
import ImageOff from 'lucide-solid/icons/image-off'
import { createEffect, createMemo, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SeeAll } from '../../ui/see-all.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { stayIcon } from '../../words/stay-icon.ts'
import { plateText, proofWord, outcomeWord, sessionName, stayMinutes, stayTone, stayWord } from '../../words/stay-words.ts'

/** Rows shown; each asks the hub once for its photo. */
const rowCount = 6

function Thumb(props: { session: SessionView; gateId: string; onUrl: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  // A session's photos are part of its time line; the key changes when the session moves on.
  const detail = useQuery(() => ({
    queryKey: ['session', props.session.id, props.session.state],
    queryFn: () => api.sessionDetail(props.session.id),
    staleTime: 60_000,
  }))
  const photo = createMemo(() =>
    dataOf(detail)?.timeline.findLast(entry => entry.kind === 'photo' && (entry.machine_id === props.gateId || entry.machine_id === '')),
  )
  const url = () => {
    const found = photo()
    return found?.kind === 'photo' ? found.url : undefined
  }
  createEffect(() => {
    const found = url()
    if (found !== undefined) props.onUrl(found)
  })
  return (
    <span class="grid h-9 w-14 place-items-center overflow-hidden rounded-[7px] bg-panel-2 text-faint">
      <Show when={url()} fallback={<ImageOff size={15} aria-hidden="true" />}>
        {src => (
          <img
            src={src()}
            alt={i18n.t('session.photoAlt', { what: sessionName(props.session), time: i18n.format().time(props.session.opened_at) })}
            class="h-full w-full object-cover"
            loading="lazy"
          />
        )}
      </Show>
    </span>
  )
}

function Row(props: { session: SessionView; gateId: string; onUrl: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const s = () => props.session
  const proof = () => (s().exit_machine_id === props.gateId ? s().exit_evidence : s().entry_evidence)
  const note = () => outcomeWord(i18n, s())
  return (
    <tr>
      <td class="w-[76px]">
        <Thumb session={s()} gateId={props.gateId} onUrl={props.onUrl} />
      </td>
      <td class="whitespace-nowrap">{i18n.format().moment(s().entered_at ?? s().opened_at)}</td>
      <td>
        <A href={`/sessions/${s().id}`} class="link link-name" title={sessionName(s())}>
          {sessionName(s())}
        </A>
      </td>
      <td class="whitespace-nowrap max-sm:hidden">{plateText(s().license_plate)}</td>
      <td>
        <StateWord
          tone={stayTone(s().state)}
          word={note() === '' ? stayWord(i18n, s().state) : `${stayWord(i18n, s().state)}: ${note()}`}
          icon={stayIcon(s().state)}
        />
      </td>
      <td class="text-muted max-md:hidden">{proofWord(i18n, proof())}</td>
      <td class="num max-sm:hidden">{i18n.format().minutes(stayMinutes(s(), live.now()))}</td>
    </tr>
  )
}

/** `onStill` hears the newest photo of the gate, for when the camera itself is silent. */
export function LastStays(props: { gateId: string; onStill: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  const sessions = useQuery(() => ({
    queryKey: ['sessions', 'of', props.gateId],
    queryFn: () => api.sessions({ machine: props.gateId }, undefined, rowCount),
    refetchInterval: 60_000,
  }))
  return (
    <Panel
      title={i18n.t('gate.lastSessions')}
      flush
      actions={<SeeAll href={`/sessions?machine=${encodeURIComponent(props.gateId)}&open=any`} />}
    >
      <Loaded query={sessions} skeleton={<SkeletonRows rows={4} height={34} />} compact>
        {data => (
          <Show when={data().items.length > 0} fallback={<Empty icon={Car} title={i18n.t('gate.noSessions')} compact />}>
            <div class="overflow-x-auto pb-1">
              <table class="table table-edge">
                <thead>
                  <tr>
                    <th>{i18n.t('col.photo')}</th>
                    <th>{i18n.t('col.entered')}</th>
                    <th>{i18n.t('col.card')}</th>
                    <th class="max-sm:hidden">{i18n.t('col.plate')}</th>
                    <th>{i18n.t('col.state')}</th>
                    <th class="max-md:hidden">{i18n.t('col.evidence')}</th>
                    <th class="num max-sm:hidden">{i18n.t('col.duration')}</th>
                  </tr>
                </thead>
                <tbody>
                  <Key each={data().items} by="id">
                    {(session, index) => (
                      <Row session={session()} gateId={props.gateId} onUrl={url => (index() === 0 ? props.onStill(url) : undefined)} />
                    )}
                  </Key>
                </tbody>
              </table>
            </div>
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}
