import type { ShiftView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { Difference } from './difference.tsx'

/** Nothing when the person may not count this drawer. */
function CountButton(props: { shift: ShiftView; class?: string; onCount: (() => void) | undefined }): JSX.Element {
  const i18n = useI18n()
  return (
    <Show when={props.onCount}>
      {onCount => (
        <button
          type="button"
          class={`btn btn-sm ${props.class ?? ''}`}
          aria-label={i18n.t('till.closeOther', { who: actorName(props.shift.opened_by) })}
          onClick={() => onCount()()}
        >
          {i18n.t('till.count')}
        </button>
      )}
    </Show>
  )
}

function Row(props: { shift: ShiftView; onClose: (() => void) | undefined }): JSX.Element {
  const i18n = useI18n()
  const s = () => props.shift
  return (
    <tr>
      <td class="w-full max-w-0">
        <A href={`/till/${s().id}`} class="link block! truncate" title={actorName(s().opened_by)}>
          {actorName(s().opened_by)}
        </A>
        <span class="block text-[13px] text-muted sm:hidden">{i18n.format().moment(s().opened_at)}</span>
      </td>
      <td class="whitespace-nowrap text-muted max-sm:hidden">{i18n.format().moment(s().opened_at)}</td>
      <td class="whitespace-nowrap text-muted max-md:hidden">{s().closed_at === null ? '—' : i18n.format().moment(s().closed_at ?? '')}</td>
      <td class="num max-lg:hidden">{s().counted_amount === null ? '—' : i18n.format().money(s().counted_amount ?? 0, s().currency)}</td>
      <td class="whitespace-nowrap max-sm:pr-4!">
        <Show when={s().difference !== null} fallback={<StateWord tone="info" word={i18n.t('till.stillOpen')} />}>
          <Difference amount={s().difference ?? 0} currency={s().currency} />
        </Show>
        <CountButton shift={s()} class="mt-1.5 sm:hidden" onCount={props.onClose} />
      </td>
      <td class="w-px text-right max-sm:hidden">
        <CountButton shift={s()} onCount={props.onClose} />
      </td>
    </tr>
  )
}

/** Shifts, newest first; `mayClose` says of which open one the person may count the drawer. */
export function ShiftTable(props: {
  items: ShiftView[]
  mayClose: (shift: ShiftView) => boolean
  onClose: (shift: ShiftView) => void
}): JSX.Element {
  const i18n = useI18n()
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t('till.person')}</th>
          <th class="max-sm:hidden">{i18n.t('till.openedAt')}</th>
          <th class="max-md:hidden">{i18n.t('till.closedAt')}</th>
          <th class="num max-lg:hidden">{i18n.t('shift.counted')}</th>
          <th>{i18n.t('till.difference')}</th>
          <th class="max-sm:hidden">
            <span class="sr-only">{i18n.t('till.count')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <Key each={props.items} by="id">
          {shift => <Row shift={shift()} onClose={props.mayClose(shift()) ? () => props.onClose(shift()) : undefined} />}
        </Key>
      </tbody>
    </table>
  )
}
