/** What is wrong and who looks after it. */
import { type AlarmView, isIncident } from '@palang/protocol'
import { A } from '@solidjs/router'
import { Key } from '@solid-primitives/keyed'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import MessageSquare from 'lucide-solid/icons/message-square'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { incidentFiles } from '../../api/incident-endpoints.ts'
import { families } from '../../families/registry.ts'
import { incidentCase } from '../../words/incident-case.ts'
import { actorName, alarmText } from '../../words/machine-words.ts'
import { type TextKey, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { toast } from '../../ui/toast.tsx'
import { Badge, ToneIcon } from '../../ui/tone.tsx'
import { useAccount } from '../../site/account.tsx'
import { IncidentLink } from '../../site/incident-link.tsx'
import { AlertRecipients } from '../alert-recipients.tsx'
import { severityTone } from '../../words/severity.ts'
import { readAlarms, useSite } from '../../site/site.tsx'

type Shown = 'active' | 'cleared'

const commentLength = 200

function Acknowledge(props: { alarm: AlarmView | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [comment, setComment] = createSignal('')
  const run = async () => {
    if (props.alarm === undefined) return
    await api.acknowledge(props.alarm.id, comment().trim())
    setComment('')
    toast({ tone: 'flow', title: i18n.t('alarms.acked'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['alarms'] })
  }
  return (
    <Confirm
      open={props.alarm !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t('alarms.ackTitle')}
      text={i18n.t(props.alarm !== undefined && isIncident(props.alarm.code) ? 'alarms.ackIncidentText' : 'alarms.ackText')}
      confirm={i18n.t('alarms.ack')}
      ready={comment().trim() !== ''}
      run={run}
    >
      <Show when={props.alarm}>{alarm => <p class={`note ${severityTone[alarm().severity]}`}>{alarmText(i18n, alarm())}</p>}</Show>
      <Show when={props.alarm}>{alarm => <Case alarm={alarm()} />}</Show>
      <div class="field">
        <label for="ack-comment">{i18n.t('alarms.comment')}</label>
        <textarea
          id="ack-comment"
          class="input"
          maxlength={commentLength}
          placeholder={i18n.t('alarms.commentPlaceholder')}
          value={comment()}
          onInput={event => setComment(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  )
}

/** Of an incident what it is about, too: how much, and which session; in the machine's own words where we have none. */
function Case(props: { alarm: AlarmView }): JSX.Element {
  const i18n = useI18n()
  const about = () => incidentCase(props.alarm.message)
  const words = () => {
    const { money } = about()
    return money === undefined
      ? ''
      : i18n.tMaybe(`alarms.case.${props.alarm.code}`, '', { amount: i18n.format().money(money.amount, money.currency) })
  }
  return (
    <Show when={isIncident(props.alarm.code)}>
      <p class="my-0.5 text-[13px] break-words text-muted">
        <Show when={words()} fallback={<span lang="en">{about().text}</span>}>
          {words()}
        </Show>
        <Show when={about().sessionId}>
          {id => (
            <>
              {' '}
              <A href={`/sessions/${id()}`} class="link whitespace-nowrap">
                {i18n.t('alarms.toSession')}
              </A>
            </>
          )}
        </Show>
      </p>
    </Show>
  )
}

function AlarmWhen(props: { alarm: AlarmView }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const raisedMs = () => Date.parse(props.alarm.raised_at)
  const text = () => {
    const since = i18n.t('alarms.since', { time: i18n.format().moment(props.alarm.raised_at) })
    const { cleared_at: clearedAt } = props.alarm
    if (clearedAt !== null)
      return `${i18n.format().moment(props.alarm.raised_at)} · ${i18n.t('alarms.lasted', { span: i18n.format().age(Date.parse(clearedAt) - raisedMs()) })}`
    return `${since} · ${i18n.format().age(live.now() - raisedMs())}`
  }
  return <span>{text()}</span>
}

/** The page on which something can be done about it. */
const pageOfCode: Partial<Record<string, { href: string; word: TextKey }>> = {
  fact_rejected: { href: '/set-aside', word: 'alarms.toSetAside' },
  journal_gap: { href: '/set-aside', word: 'alarms.toSetAside' },
  record_conflict: { href: '/conflicts', word: 'nav.conflicts' },
  ticket_lost: { href: '/lost-ticket', word: 'nav.lostTicket' },
  membership_expiring: { href: '/members', word: 'nav.members' },
  passback: { href: '/conflicts', word: 'nav.conflicts' },
}

function LooksAfter(props: { alarm: AlarmView }): JSX.Element {
  const i18n = useI18n()
  return (
    <Show when={props.alarm.state === 'active' ? pageOfCode[props.alarm.code] : undefined}>
      {page => (
        <>
          {' · '}
          <A href={page().href} class="link">
            {i18n.t(page().word)}
          </A>
        </>
      )}
    </Show>
  )
}

function AlarmLine(props: { alarm: AlarmView; onAcknowledge: () => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const account = useAccount()
  const a = () => props.alarm
  const tone = () => (a().state === 'cleared' ? ('stale' as const) : severityTone[a().severity])
  const path = () => {
    const row = site.machine(a().machine_id)
    return row === undefined ? undefined : families[row.view.family].path?.(row.id)
  }
  return (
    <li class={`flex flex-wrap items-start gap-x-4 gap-y-2.5 border-line-soft px-[18px] py-4 not-first:border-t ${tone()}`}>
      <span class="mt-px grid size-8 shrink-0 place-items-center rounded-[9px] bg-(--s) text-(--c)">
        <ToneIcon tone={severityTone[a().severity]} size={17} />
      </span>
      <div class="min-w-0 flex-1 basis-[220px]">
        <div class="flex flex-wrap items-center gap-x-2.5">
          <span class="font-[580]">{alarmText(i18n, a())}</span>
          <span class="text-[13px] text-(--c)">{i18n.t(`severity.${a().severity}`)}</span>
        </div>
        <Case alarm={a()} />
        <div class="mt-0.5 text-[13px] text-muted">
          <Show when={path()} fallback={site.nameOf(a().machine_id)}>
            {href => (
              <A href={href()} class="link">
                {site.nameOf(a().machine_id)}
              </A>
            )}
          </Show>{' '}
          · <AlarmWhen alarm={a()} />
          <LooksAfter alarm={a()} />
        </div>
        <Show when={a().acknowledged_by}>
          {who => (
            <div class="mt-2 flex items-start gap-2 text-[13px] text-muted">
              <MessageSquare size={15} class="mt-0.5 shrink-0 text-faint" aria-hidden="true" />
              <span>
                {i18n.t('alarms.ackedBy', { who: actorName(who()) })}
                <Show when={a().comment}>{comment => <span class="text-text"> — {comment()}</span>}</Show>
              </span>
            </div>
          )}
        </Show>
      </div>
      <div class="flex flex-wrap items-center justify-end gap-2 max-sm:ml-12">
        <IncidentLink href={incidentFiles.alarm(a().id)} class="btn-quiet" />
        <Show when={a().state === 'active' && (a().acknowledged_by === null || isIncident(a().code))}>
          <Show when={account.mayOperate()} fallback={<Badge tone="attend">{i18n.t('alarms.unseen')}</Badge>}>
            <button type="button" class="btn btn-sm" onClick={() => props.onAcknowledge()}>
              {i18n.t('alarms.ack')}
            </button>
          </Show>
        </Show>
      </div>
    </li>
  )
}

export default function Alarms(): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const client = useQueryClient()
  const [shown, setShown] = createSignal<Shown>('active')
  const [asked, setAsked] = createSignal<AlarmView>()
  const alarms = useQuery(() => ({
    queryKey: ['alarms', shown()],
    queryFn: async (): Promise<{ items: AlarmView[] }> => (shown() === 'active' ? readAlarms(live) : api.alarms('cleared')),
    refetchInterval: 60_000,
  }))
  createEffect(
    on(
      () => live.state.alarmCount,
      () => void client.invalidateQueries({ queryKey: ['alarms'] }),
      { defer: true },
    ),
  )
  return (
    <>
      <PageHead title={i18n.t('alarms.title')}>
        <Segments<Shown>
          chips
          label={i18n.t('alarms.title')}
          value={shown()}
          onChange={setShown}
          options={[
            { value: 'active', label: i18n.t('alarms.active') },
            { value: 'cleared', label: i18n.t('alarms.cleared') },
          ]}
        />
      </PageHead>
      <section class="panel" aria-label={i18n.t('alarms.title')}>
        <Loaded query={alarms} skeleton={<SkeletonRows rows={6} height={40} />}>
          {data => (
            <Show
              when={data().items.length > 0}
              fallback={
                <Empty
                  icon={ShieldCheck}
                  title={i18n.t(shown() === 'active' ? 'alarms.none' : 'alarms.noneCleared')}
                  hint={shown() === 'active' ? i18n.t('alarms.noneHint') : undefined}
                />
              }
            >
              <ul class="m-0 list-none p-0">
                <Key each={data().items} by="id">
                  {alarm => <AlarmLine alarm={alarm()} onAcknowledge={() => setAsked(alarm())} />}
                </Key>
              </ul>
            </Show>
          )}
        </Loaded>
      </section>
      <AlertRecipients />
      <Acknowledge alarm={asked()} onClose={() => setAsked(undefined)} />
    </>
  )
}
