/** A long table whose invisible rows do not exist, moved through with the arrow keys. */
import { createWindowVirtualizer } from '@tanstack/solid-virtual'
import { createEffect, createSignal, For, type JSX, on, onMount } from 'solid-js'

/** Until a row was seen; a phone's rows have two lines. */
const likelyHeight = 45

/** Moves the focus between the rows' links, as arrow keys do in a list. */
function moveBetweenRows(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement)) return
  const row = event.target.closest('tr')
  const next = step === 1 ? row?.nextElementSibling : row?.previousElementSibling
  const link = next?.querySelector<HTMLElement>('[data-row-link]')
  if (link === null || link === undefined) return
  event.preventDefault()
  link.focus()
  link.scrollIntoView({ block: 'nearest' })
}

/** The body of a table with as many rows as it takes, all of about one height; `children` draws one. `columns` is what the spacers span. */
export function VirtualRows<T>(props: { items: readonly T[]; columns: number; children: (item: T) => JSX.Element }): JSX.Element {
  let body: HTMLTableSectionElement | undefined
  const [top, setTop] = createSignal(0)
  const [rowHeight, setRowHeight] = createSignal(likelyHeight)
  onMount(() => {
    if (body !== undefined) setTop(body.getBoundingClientRect().top + window.scrollY)
  })
  const virtual = createWindowVirtualizer({
    get count() {
      return props.items.length
    },
    estimateSize: () => rowHeight(),
    overscan: 14,
    get scrollMargin() {
      return top()
    },
  })
  createEffect(() => {
    if (virtual.getVirtualItems().length === 0) return
    const row = body?.querySelector<HTMLElement>('tr:not([aria-hidden])')
    if (row !== null && row !== undefined && row.offsetHeight > 0) setRowHeight(row.offsetHeight)
  })
  createEffect(on(rowHeight, () => virtual.measure(), { defer: true }))
  const before = () => (virtual.getVirtualItems()[0]?.start ?? top()) - top()
  const after = () => Math.max(0, virtual.getTotalSize() - ((virtual.getVirtualItems().at(-1)?.end ?? top()) - top()))
  return (
    <tbody ref={el => (body = el)} onKeyDown={moveBetweenRows}>
      <Spacer height={before()} columns={props.columns} />
      <For each={virtual.getVirtualItems().map(line => props.items[line.index])}>
        {item => (item === undefined ? null : props.children(item))}
      </For>
      <Spacer height={after()} columns={props.columns} />
    </tbody>
  )
}

function Spacer(props: { height: number; columns: number }): JSX.Element {
  return (
    <tr aria-hidden="true" hidden={props.height <= 0}>
      <td colspan={props.columns} style={{ height: `${props.height}px`, padding: '0', border: '0' }} />
    </tr>
  )
}
