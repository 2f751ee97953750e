/** Tiles in as many columns as fit; only the visible rows exist once there are many. */
import { Key } from '@solid-primitives/keyed'
import { createWindowVirtualizer } from '@tanstack/solid-virtual'
import { createMemo, createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'

/** Up to this many tiles are simply there. */
const plainLimit = 60
const gap = 14
/** A machine's tile: two lines of what is wrong and a note fit. */
const usual = { columnWidth: 258, rowHeight: 196 }

interface GridProps<T> {
  items: readonly T[]
  children: (item: () => T) => JSX.Element
  /** Least width of a column, and the height of a row once there are many, in pixels. */
  columnWidth?: number
  rowHeight?: number
}

/** Lays `items` out; `children` draws one of them. */
export function TileGrid<T extends { id: string }>(props: GridProps<T>): JSX.Element {
  return (
    <Show when={props.items.length > plainLimit} fallback={<PlainGrid {...props} />}>
      <VirtualGrid {...props} />
    </Show>
  )
}

function PlainGrid<T extends { id: string }>(props: GridProps<T>): JSX.Element {
  const width = () => props.columnWidth ?? usual.columnWidth
  return (
    <div
      class="grid gap-[14px]"
      style={{
        'grid-template-columns': `repeat(${props.items.length <= 3 ? 'auto-fit' : 'auto-fill'}, minmax(min(100%, ${width()}px), 1fr))`,
      }}
    >
      <Key each={props.items} by="id">
        {item => props.children(item)}
      </Key>
    </div>
  )
}

function VirtualGrid<T extends { id: string }>(props: GridProps<T>): JSX.Element {
  const columnWidth = () => props.columnWidth ?? usual.columnWidth
  const rowHeight = () => props.rowHeight ?? usual.rowHeight
  let box: HTMLDivElement | undefined
  const [width, setWidth] = createSignal(usual.columnWidth)
  const [top, setTop] = createSignal(0)
  onMount(() => {
    if (box === undefined) return
    const measure = () => {
      if (box === undefined) return
      setWidth(box.clientWidth)
      setTop(box.getBoundingClientRect().top + window.scrollY)
    }
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    measure()
    onCleanup(() => observer.disconnect())
  })
  const columns = createMemo(() => Math.max(1, Math.floor((width() + gap) / (columnWidth() + gap))))
  const virtual = createWindowVirtualizer({
    get count() {
      return Math.ceil(props.items.length / columns())
    },
    estimateSize: () => rowHeight() + gap,
    overscan: 4,
    get scrollMargin() {
      return top()
    },
  })
  return (
    <div ref={el => (box = el)} class="relative" style={{ height: `${virtual.getTotalSize()}px` }}>
      <Key each={virtual.getVirtualItems()} by="key">
        {line => (
          <div
            class="absolute inset-x-0 grid gap-[14px]"
            style={{
              'grid-template-columns': `repeat(${columns()}, minmax(0, 1fr))`,
              height: `${rowHeight()}px`,
              transform: `translateY(${line().start - top()}px)`,
            }}
          >
            <Key each={props.items.slice(line().index * columns(), (line().index + 1) * columns())} by="id">
              {item => props.children(item)}
            </Key>
          </div>
        )}
      </Key>
    </div>
  )
}
