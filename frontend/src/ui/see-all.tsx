import { A } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'

/** From a panel with the newest few to the page with all of them. */
export function SeeAll(props: { href: string }): JSX.Element {
  const i18n = useI18n()
  return (
    <A href={props.href} class="link text-[13px]">
      {i18n.t('action.seeAll')}
    </A>
  )
}
