import type { MoneyReport } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { standsOut } from './stands-out.ts'

/** Barriers opened by hand beside the payments taken there; whoever opens often and takes little is marked. */
export function ManualOpens(props: { opens: MoneyReport['manual_opens'] }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <Panel title={i18n.t('reports.opens')} flush>
      <p class="px-[18px] pb-2 text-[13px] text-faint">{i18n.t('reports.opensHint')}</p>
      <Show when={props.opens.length > 0} fallback={<p class="px-[18px] pt-1 pb-5 text-muted">{i18n.t('reports.noOpens')}</p>}>
        <table class="table table-edge">
          <thead>
            <tr>
              <th>{i18n.t('till.person')}</th>
              <th class="num">{i18n.t('reports.opensCount')}</th>
              <th class="num">{i18n.t('reports.paymentsCount')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.opens}>
              {line => (
                <tr>
                  <td class="w-full max-w-0">
                    <span class="block truncate" title={actorName(line.actor)}>
                      {actorName(line.actor)}
                    </span>
                    <span class="block truncate text-[13px] text-faint">{site.nameOf(line.machine_id)}</span>
                    <Show when={standsOut(line)}>
                      <span class="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
                        <Badge tone="attend">{i18n.t('reports.standsOut')}</Badge>
                        <span class="text-[13px] text-muted">{i18n.t('reports.standsOutHint')}</span>
                      </span>
                    </Show>
                  </td>
                  <td class="num">{i18n.format().number(line.opens)}</td>
                  <td class="num">{i18n.format().number(line.payments)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </Panel>
  )
}
