/** Taking a token away, and giving a machine a fresh one. */
import type { TokenView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createMemo, type JSX } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useSite } from '../../site/site.tsx'

/** Asks before a token is taken away: whoever uses it is cut off at once. */
export function RevokeToken(props: { token: TokenView | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const client = useQueryClient()
  // The words stay while the dialog fades away.
  const shown = createMemo<TokenView | undefined>(before => props.token ?? before)
  const name = () => (shown()?.kind === 'machine' ? site.nameOf(shown()?.machine_id) : (shown()?.name ?? ''))
  const run = async () => {
    if (props.token === undefined) return
    await accessApi.revokeToken(props.token.id)
    toast({ tone: 'flow', title: i18n.t('tokens.revoked'), detail: name(), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['tokens'] })
  }
  return (
    <Confirm
      open={props.token !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t('tokens.revokeTitle', { name: name() })}
      text={i18n.t(`tokens.revokeText.${shown()?.kind ?? 'api'}`)}
      confirm={i18n.t('tokens.revoke')}
      danger
      run={run}
    />
  )
}

/** Has a machine take a fresh token over its standing connection. */
export function RenewToken(props: { machineId: string | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const client = useQueryClient()
  const shown = createMemo<string | undefined>(before => props.machineId ?? before)
  const run = async () => {
    if (props.machineId === undefined) return
    await accessApi.renewToken(props.machineId)
    toast({ tone: 'flow', title: i18n.t('tokens.renewed'), detail: site.nameOf(props.machineId), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['tokens'] })
  }
  return (
    <Confirm
      open={props.machineId !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t('tokens.renewTitle', { machine: site.nameOf(shown()) })}
      text={i18n.t('tokens.renewText')}
      confirm={i18n.t('tokens.renew')}
      run={run}
    />
  )
}
