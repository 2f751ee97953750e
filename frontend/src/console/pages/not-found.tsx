import { A } from '@solidjs/router'
import Compass from 'lucide-solid/icons/compass'
import type { JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty } from '../../ui/condition.tsx'

export default function NotFound(): JSX.Element {
  const i18n = useI18n()
  return (
    <>
      <h1 class="sr-only">{i18n.t('nav.notFound')}</h1>
      <Empty icon={Compass} title={i18n.t('nav.notFound')} hint={i18n.t('nav.notFoundHint')}>
        <A href="/" class="btn">
          {i18n.t('nav.home')}
        </A>
      </Empty>
    </>
  )
}
