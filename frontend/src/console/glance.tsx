/** Two small panels for sites with few machines: what just happened, and what is wrong. */
import type { SessionView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { Key } from '@solid-primitives/keyed'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import Car from 'lucide-solid/icons/car'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { type JSX, Show } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { alarmText } from '../words/machine-words.ts'
import { stayIcon } from '../words/stay-icon.ts'
import { plateText, sessionTitle, stayMinutes, stayTone, stayWord } from '../words/stay-words.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { afterBurst, useEventCount } from '../live/after-burst.ts'
import { useLive } from '../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../ui/condition.tsx'
import { Panel } from '../ui/panel.tsx'
import { SeeAll } from '../ui/see-all.tsx'
import { StateWord, ToneIcon } from '../ui/tone.tsx'
import { severityTone } from './severity.ts'
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
        <ul class="m-0 list-none px-[18px] pt-1 pb-2">
          <Key each={site.alarms().slice(0, rowCount)} by="id">
            {alarm => (
              <li class={`flex items-start gap-3 border-t border-line-soft py-[11px] ${severityTone[alarm().severity]}`}>
                <span class="mt-0.5 text-(--c)">
                  <ToneIcon tone={severityTone[alarm().severity]} size={17} />
                </span>
                <div class="min-w-0 flex-1">
                  <div class="font-[540]">{alarmText(i18n, alarm())}</div>
                  <div class="truncate text-[12.5px] text-muted">
                    {site.nameOf(alarm().machineId)} · {i18n.format().moment(alarm().raisedAt)}
                  </div>
                </div>
              </li>
            )}
          </Key>
        </ul>
      </Show>
    </Panel>
  )
}
