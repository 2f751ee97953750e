/** Taking an incident out of the house as one file. */
import Download from 'lucide-solid/icons/download'
import { type JSX, Show } from 'solid-js'
import { usePageWords } from '../i18n/page-words.ts'
import { useAccount } from './account.tsx'
import { incidentWords } from './incident-words.ts'

/** The file at `href`, for whoever may take it. */
export function IncidentLink(props: { href: string; class?: string }): JSX.Element {
  const t = usePageWords(incidentWords)
  const account = useAccount()
  return (
    <Show when={account.mayOperate()}>
      <a class={`btn btn-sm ${props.class ?? ''}`} href={props.href} download="">
        <Download size={15} aria-hidden="true" />
        {t('exported')}
      </a>
    </Show>
  )
}
