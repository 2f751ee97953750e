/** Two small panels for sites with few machines: what just happened, and what is wrong. */
import type { SessionView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { Key } from '@solid-primitives/keyed'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import Car from 'lucide-solid/icons/car'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { type JSX, Show } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { stayIcon } from '../words/stay-icon.ts'
import { plateText, sessionTitle, stayMinutes, stayTone, stayWord } from '../words/stay-words.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { afterBurst, useEventCount } from '../live/after-burst.ts'
import { useLive } from '../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../ui/condition.tsx'
import { Panel } from '../ui/panel.tsx'
import { SeeAll } from '../ui/see-all.tsx'
import { StateWord } from '../ui/tone.tsx'
import { AlarmLines } from '../site/alarm-lines.tsx'
import { useSite } from '../site/site.tsx'

const rowCount = 6
const settleMs = 900

/** Reads sessions again once a burst of events is over. */
export function useFreshSessions(): void {
  const client = useQueryClient()
  afterBurst(useEventCount(), settleMs, () => void client.invalidateQueries({ queryKey: ['sessions'] }))
}

function SessionLine(props: { session: SessionView }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const title = () => sessionTitle(props.session, site.nameOf)
  return (
    <tr>
      <td class="whitespace-nowrap text-muted">{i18n.format().moment(props.session.entered_at ?? props.session.opened_at)}</td>
      <td>
        <A href={`/sessions/${props.session.id}`} class="link link-name" title={title()}>
          {title()}
        </A>
      </td>
      <td class="whitespace-nowrap max-sm:hidden">{plateText(props.session.license_plate)}</td>
      <td>
        <StateWord tone={stayTone(props.session.state)} word={stayWord(i18n, props.session.state)} icon={stayIcon(props.session.state)} />
      </td>
      <td class="num text-muted max-sm:hidden">{i18n.format().minutes(stayMinutes(props.session, live.now()))}</td>
    </tr>
  )
}

/** The newest sessions of the site. */
export function SessionsGlance(): JSX.Element {
  const i18n = useI18n()
  useFreshSessions()
  const sessions = useQuery(() => ({
    queryKey: ['sessions', 'newest'],
    queryFn: () => api.sessions({}, undefined, rowCount),
    refetchInterval: 60_000,
  }))
  return (
    <Panel title={i18n.t('gate.lastSessions')} flush actions={<SeeAll href="/sessions?open=any" />}>
      <Loaded query={sessions} skeleton={<SkeletonRows rows={6} />} compact>
        {data => (
          <Show
            when={data().items.length > 0}
            fallback={<Empty icon={Car} title={i18n.t('sessions.none')} hint={i18n.t('sessions.noneYet')} compact />}
          >
            <table class="table table-edge mb-1">
              <thead class="sr-only">
                <tr>
                  <th>{i18n.t('col.entered')}</th>
                  <th>{i18n.t('col.card')}</th>
                  <th>{i18n.t('col.plate')}</th>
                  <th>{i18n.t('col.state')}</th>
                  <th>{i18n.t('col.duration')}</th>
                </tr>
              </thead>
              <tbody>
                <Key each={data().items} by="id">
                  {session => <SessionLine session={session()} />}
                </Key>
              </tbody>
            </table>
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}

/** The alarms that stand, gravest first. */
export function AlarmsGlance(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <Panel title={i18n.t('kpi.alarms')} flush actions={<SeeAll href="/alarms" />}>
      <Show
        when={site.alarms().length > 0}
        fallback={<Empty icon={ShieldCheck} title={i18n.t('alarms.none')} hint={i18n.t('alarms.noneHint')} compact />}
      >
        <AlarmLines alarms={site.alarms().slice(0, rowCount)} />
      </Show>
    </Panel>
  )
}
