/** What the programs write down, and what people did: two lists under one roof. */
import { useSearchParams } from '@solidjs/router'
import { type JSX, lazy, Match, Switch } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Segments } from '../../ui/segments.tsx'
import { PageHead } from '../../ui/panel.tsx'

const LogList = lazy(() => import('../log-list.tsx').then(found => ({ default: found.LogList })))
const AuditList = lazy(() => import('../audit-list.tsx').then(found => ({ default: found.AuditList })))

export default function Logs(): JSX.Element {
  const i18n = useI18n()
  const [params, setParams] = useSearchParams<{ tab?: string }>()
  const tab = () => (params.tab === 'audit' ? 'audit' : 'logs')
  return (
    <>
      <PageHead title={i18n.t('logs.title')}>
        <Segments<'logs' | 'audit'>
          chips
          label={i18n.t('logs.title')}
          value={tab()}
          onChange={value => setParams({ tab: value === 'audit' ? 'audit' : undefined }, { replace: true })}
          options={[
            { value: 'logs', label: i18n.t('logs.tabLogs') },
            { value: 'audit', label: i18n.t('logs.tabAudit') },
          ]}
        />
      </PageHead>
      <Switch>
        <Match when={tab() === 'logs'}>
          <LogList />
        </Match>
        <Match when={tab() === 'audit'}>
          <AuditList />
        </Match>
      </Switch>
    </>
  )
}
