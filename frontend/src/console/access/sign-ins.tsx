/** The browsers this person is signed in with, and how to end that from here. */
import type { SignInList } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import LogOut from 'lucide-solid/icons/log-out'
import Monitor from 'lucide-solid/icons/monitor'
import Smartphone from 'lucide-solid/icons/smartphone'
import { createSignal, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { accessApi } from '../../api/access-endpoints.ts'
import { problemText } from '../../api/problem.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { toast } from '../../ui/toast.tsx'
import { Badge } from '../../ui/tone.tsx'
import { useAccount } from '../../site/account.tsx'
import { browserName, isHandheld } from './browser-name.ts'

type Row = SignInList['items'][number]

function SignInLine(props: { row: Row; onEnd: () => void }): JSX.Element {
  const i18n = useI18n()
  const row = () => props.row
  const name = () => browserName(row().browser) ?? i18n.t('signIns.unknown')
  return (
    <li class="flex items-center gap-3.5 border-line-soft px-[18px] py-3 not-first:border-t">
      <span class="grid size-9 shrink-0 place-items-center rounded-[9px] bg-panel-2 text-muted">
        <Dynamic component={isHandheld(row().browser) ? Smartphone : Monitor} size={18} aria-hidden="true" />
      </span>
      <div class="min-w-0 flex-1">
        <div class="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span class="font-[560]" title={row().browser ?? undefined}>
            {name()}
          </span>
          <Show when={row().current}>
            <Badge tone="flow">{i18n.t('signIns.current')}</Badge>
          </Show>
        </div>
        <div class="mt-0.5 text-[13px] text-muted [overflow-wrap:anywhere]">
          {i18n.t('signIns.since', { time: i18n.format().moment(row().since) })}
          <Show when={row().address}>{address => <span> · {address()}</span>}</Show>
        </div>
      </div>
      <Show when={!row().current}>
        <button type="button" class="btn btn-sm shrink-0" aria-label={`${i18n.t('signIns.end')}: ${name()}`} onClick={() => props.onEnd()}>
          {i18n.t('signIns.end')}
        </button>
      </Show>
    </li>
  )
}

/** The list; the browser in hand is left by the ordinary way out, not from here. */
export function SignInsPanel(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const client = useQueryClient()
  const [asking, setAsking] = createSignal(false)
  const signIns = useQuery(() => ({ queryKey: ['sign-ins'], queryFn: accessApi.signIns }))
  const end = async (id: string) => {
    try {
      await accessApi.endSignIn(id)
      toast({ tone: 'flow', title: i18n.t('signIns.ended'), closeLabel: i18n.t('toast.close') })
    } catch (error) {
      toast({ tone: 'stop', title: problemText(i18n, error), closeLabel: i18n.t('toast.close') })
    }
    await client.invalidateQueries({ queryKey: ['sign-ins'] })
  }
  return (
    <Panel flush title={i18n.t('signIns.title')}>
      <Loaded query={signIns} skeleton={<SkeletonRows rows={3} height={40} />} compact>
        {data => (
          <ul class="m-0 list-none p-0">
            <Key each={data().items} by="id">
              {row => <SignInLine row={row()} onEnd={() => void end(row().id)} />}
            </Key>
          </ul>
        )}
      </Loaded>
      <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line-soft px-[18px] py-3.5">
        <p class="hint max-w-[46ch] flex-1 basis-[200px]">{i18n.t('signIns.hint')}</p>
        <button type="button" class="btn btn-stop" onClick={() => setAsking(true)}>
          <LogOut size={16} aria-hidden="true" />
          {i18n.t('signIns.endAll')}
        </button>
      </div>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={i18n.t('signIns.endAllTitle')}
        text={i18n.t('signIns.endAllText')}
        confirm={i18n.t('signIns.endAll')}
        danger
        run={async () => {
          await accessApi.signOutEverywhere()
          account.drop()
        }}
      />
    </Panel>
  )
}
