/** Acts on a person that are asked about first, each with what will follow. */
import type { UserView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { type JSX, createMemo } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import type { PersonAct } from './people-table.tsx'

export type AskedAct = Exclude<PersonAct, 'edit'>

export interface Asked {
  person: UserView
  act: AskedAct
}

const grave: ReadonlySet<AskedAct> = new Set<AskedAct>(['delete', 'disable', 'removeFactor'])

/** One dialog for all of them; `onPassword` gets the new password after a reset. */
export function PersonConfirm(props: {
  asked: Asked | undefined
  onClose: () => void
  onPassword: (made: { user: UserView; password: string | null }) => void
}): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  // The words stay while the dialog fades away.
  const shown = createMemo<Asked | undefined>(before => props.asked ?? before)
  const act = () => shown()?.act ?? 'reset'
  const work: Record<AskedAct, (id: string) => Promise<unknown>> = {
    reset: async id => props.onPassword(await accessApi.resetPassword(id)),
    signOut: accessApi.signPersonOut,
    removeFactor: accessApi.takeSecondFactor,
    disable: id => accessApi.changePerson(id, { disabled: true }),
    enable: id => accessApi.changePerson(id, { disabled: false }),
    delete: accessApi.deletePerson,
  }
  const run = async () => {
    const asked = props.asked
    if (asked === undefined) return
    await work[asked.act](asked.person.id)
    if (asked.act !== 'reset')
      toast({
        tone: 'flow',
        title: i18n.t(`people.done.${asked.act}`),
        detail: asked.person.name,
        closeLabel: i18n.t('toast.close'),
      })
    await client.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <Confirm
      open={props.asked !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t(`people.ask.${act()}`, { name: shown()?.person.name ?? '' })}
      text={i18n.t(`people.ask.${act()}Text`)}
      confirm={i18n.t(`people.act.${act()}`)}
      danger={grave.has(act())}
      words={problem => (problem.code === 'conflict' ? i18n.t('people.lastAdmin') : undefined)}
      run={run}
    />
  )
}
