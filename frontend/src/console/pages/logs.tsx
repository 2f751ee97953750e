/** What the programs write down. */
import type { JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Reserved } from '../access/reserved.tsx'
import { LogList } from '../log-list.tsx'

export default function Logs(): JSX.Element {
  const i18n = useI18n()
  return (
    <Reserved for="everywhere" title={i18n.t('logs.title')}>
      <PageHead title={i18n.t('logs.title')} />
      <LogList />
    </Reserved>
  )
}
