import * as Menu from '@kobalte/core/dropdown-menu'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import type { JSX } from 'solid-js'

/** What can be done about one row of a table, behind three dots; `children` are its `Menu.Item`s, `label` names the row. */
export function RowMenu(props: { label: string; children: JSX.Element }): JSX.Element {
  return (
    <Menu.Root placement="bottom-end" gutter={6} modal={false}>
      <Menu.Trigger class="btn btn-quiet btn-icon btn-sm" aria-label={props.label}>
        <Ellipsis size={18} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class="pop">{props.children}</Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}
