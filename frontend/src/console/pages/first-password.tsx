/** The only page of somebody whose password was given to them: they choose their own before anything else. */
import LogOut from 'lucide-solid/icons/log-out'
import type { JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Doorway } from '../access/doorway.tsx'
import { useAccount } from '../../site/account.tsx'
import { PasswordForm } from '../password-form.tsx'

export default function FirstPassword(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  return (
    <Doorway title={i18n.t('first.title')} lead={i18n.t('first.lead', { name: account.info()?.user?.name ?? '' })}>
      <PasswordForm first />
      <button type="button" class="btn btn-quiet -ml-[15px] justify-self-start" onClick={() => void account.signOut()}>
        <LogOut size={17} aria-hidden="true" />
        {i18n.t('auth.signOut')}
      </button>
    </Doorway>
  )
}
