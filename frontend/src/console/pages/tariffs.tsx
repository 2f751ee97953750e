/** Every version of every tariff, and which of them is in force. */
import type { TariffView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { A } from '@solidjs/router'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import Banknote from 'lucide-solid/icons/banknote'
import { createSignal, type JSX, Show } from 'solid-js'
import { tariffApi } from '../../api/tariff-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import { toast } from '../../ui/toast.tsx'
import { actorName } from '../../words/machine-words.ts'
import { createStart, StartFields } from '../tariffs/start-fields.tsx'
import { useTariffWords } from '../tariffs/words.ts'

const nameOf = ({ id, version }: TariffView) => `${id} ${version}`

function Standing(props: { tariff: TariffView }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const live = useLive()
  const coming = () =>
    props.tariff.starts
      .filter(({ starts_at: at }) => Date.parse(at) > live.now())
      .map(({ starts_at: at }) => at)
      .toSorted()[0]
  const last = () => props.tariff.starts.findLast(({ starts_at: at }) => Date.parse(at) <= live.now())
  const who = (by: string) => (by === 'site-file' ? w('siteFile') : actorName(by))
  return (
    <div class="grid gap-1">
      <div class="flex flex-wrap gap-1.5">
        <Show when={props.tariff.in_force}>
          <Badge tone="flow">{w('inForce')}</Badge>
        </Show>
        <Show when={coming()}>{at => <Badge tone="attend">{w('coming', { time: i18n.format().moment(at()) })}</Badge>}</Show>
        <Show when={props.tariff.starts.length === 0}>
          <Badge tone="stale">{w('stored')}</Badge>
        </Show>
      </div>
      <span class="text-[13px] text-muted">
        <Show when={last()} fallback={w('storedAt', { time: i18n.format().moment(props.tariff.created_at) })}>
          {start => (
            <>
              {w('since', { time: i18n.format().moment(start().starts_at), who: who(start().set_by) })}
              <Show when={start().reason}>{reason => <> · {reason()}</>}</Show>
            </>
          )}
        </Show>
      </span>
    </div>
  )
}

function Version(props: { tariff: TariffView; onStart: (() => void) | undefined; mayEdit: boolean }): JSX.Element {
  const w = useTariffWords()
  const t = () => props.tariff
  return (
    <li class="flex flex-wrap items-center gap-x-4 gap-y-2.5 border-line-soft px-[18px] py-3.5 not-first:border-t">
      <div class="min-w-[120px]">
        <div class="font-[620]">{t().id}</div>
        <div class="tabular text-[13px] text-muted">{w('version', { version: t().version })}</div>
      </div>
      <div class="min-w-[220px] flex-1">
        <Standing tariff={t()} />
      </div>
      <div class="flex flex-wrap gap-2">
        <Show when={props.onStart}>
          {start => (
            <button type="button" class="btn" onClick={() => start()()}>
              {w('start')}
            </button>
          )}
        </Show>
        <A href={`/tariffs/${t().id}/${t().version}`} class="btn">
          {props.mayEdit ? w('edit') : w('open')}
        </A>
      </div>
    </li>
  )
}

function StartDialog(props: { tariff: TariffView | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const client = useQueryClient()
  const start = createStart()
  const name = () => (props.tariff === undefined ? '' : nameOf(props.tariff))
  const run = async () => {
    if (props.tariff === undefined) return
    await tariffApi.start(props.tariff.id, props.tariff.version, start.from(), start.reason().trim())
    toast({ tone: 'flow', title: w('startDone', { name: name() }), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['tariffs'] })
  }
  return (
    <Confirm
      open={props.tariff !== undefined}
      onClose={props.onClose}
      title={w('startTitle', { name: name() })}
      text={w('startText')}
      confirm={w('start')}
      ready={start.isReady()}
      run={run}
    >
      <StartFields start={start} />
    </Confirm>
  )
}

export default function Tariffs(): JSX.Element {
  const w = useTariffWords()
  const account = useAccount()
  const [starting, setStarting] = createSignal<TariffView>()
  const query = useQuery(() => ({ queryKey: ['tariffs'], queryFn: tariffApi.tariffs, refetchInterval: 60_000 }))
  const inForceFirst = (items: readonly TariffView[]) => items.toSorted((a, b) => Number(b.in_force) - Number(a.in_force))
  return (
    <>
      <PageHead title={w('title')} />
      <p class="max-w-[72ch] text-muted">{w('intro')}</p>
      <Panel title={w('versions')} flush>
        <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
          {data => (
            <Show when={data().items.length > 0} fallback={<Empty icon={Banknote} title={w('none')} hint={w('noneHint')} compact />}>
              <ul class="m-0 list-none p-0">
                <Key each={inForceFirst(data().items)} by={nameOf}>
                  {tariff => (
                    <Version
                      tariff={tariff()}
                      mayEdit={account.mayConfigure()}
                      onStart={account.mayConfigure() && !tariff().in_force ? () => setStarting(tariff()) : undefined}
                    />
                  )}
                </Key>
              </ul>
            </Show>
          )}
        </Loaded>
      </Panel>
      <StartDialog tariff={starting()} onClose={() => setStarting(undefined)} />
    </>
  )
}
