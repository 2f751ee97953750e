import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { Empty, Failed } from '../../ui/condition.tsx'
import { GateIcon } from '../../ui/gate-icon.tsx'

/** The gates of the site for a page that shows them all; `waiting` until they are known, and what is wrong when there are none. */
export function EveryGate(props: {
  gates: MachineRow[] | undefined
  waiting: JSX.Element
  children: (gates: () => MachineRow[]) => JSX.Element
}): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <Show
      when={props.gates}
      fallback={
        <Show when={site.problem()} fallback={props.waiting}>
          {error => <Failed error={error()} retry={() => site.reload()} />}
        </Show>
      }
    >
      {list => (
        <Show
          when={list().length > 0}
          fallback={<Empty icon={GateIcon} title={i18n.t('gate.listEmpty')} hint={i18n.t('machines.emptyHint')} />}
        >
          {props.children(list)}
        </Show>
      )}
    </Show>
  )
}
