/** What a panel shows while it has nothing to show: loading, empty, failed. */
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import CloudOff from 'lucide-solid/icons/cloud-off'
import type { Component, JSX } from 'solid-js'
import { createMemo, For, Match, Show, Switch } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { dataOf, type Readable } from '../api/data-of.ts'
import { problemText } from '../api/problem.ts'
import { useI18n } from '../i18n/i18n.tsx'

type Icon = Component<{ size?: number | string; 'aria-hidden'?: 'true' }>

/** Grey rows in the shape of what is coming. */
export function SkeletonRows(props: { rows?: number; height?: number }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="grid gap-2.5 p-[18px]" role="status" aria-label={i18n.t('state.loading')}>
      <For each={Array.from({ length: props.rows ?? 5 }, (_, index) => index)}>
        {index => <div class="skeleton" style={{ height: `${props.height ?? 22}px`, width: `${100 - ((index * 17) % 40)}%` }} />}
      </For>
    </div>
  )
}

/** Nothing to show, and why; an act that helps may stand below. */
export function Empty(props: {
  icon: Icon
  title: string
  hint?: string | undefined
  children?: JSX.Element
  compact?: boolean
}): JSX.Element {
  return (
    <div class={`grid justify-items-center gap-1.5 px-6 text-center ${props.compact === true ? 'py-7' : 'py-16'}`}>
      <div class="mb-2 grid size-12 place-items-center rounded-2xl bg-panel-2 text-muted">
        <Dynamic component={props.icon} size={22} aria-hidden="true" />
      </div>
      <p class="font-[600]">{props.title}</p>
      <Show when={props.hint}>
        <p class="max-w-[42ch] text-muted">{props.hint}</p>
      </Show>
      <Show when={props.children}>
        <div class="mt-3 flex flex-wrap justify-center gap-2">{props.children}</div>
      </Show>
    </div>
  )
}

/** A read that failed, in words, with a way to try again. */
export function Failed(props: { error: unknown; retry?: () => void; compact?: boolean }): JSX.Element {
  const i18n = useI18n()
  return (
    <div role="alert">
      <Empty icon={CloudOff} title={i18n.t('state.failed')} hint={problemText(i18n, props.error)} compact={props.compact === true}>
        <Show when={props.retry}>
          {retry => (
            <button type="button" class="btn btn-sm" onClick={() => retry()()}>
              <RefreshCw size={15} aria-hidden="true" />
              {i18n.t('action.retry')}
            </button>
          )}
        </Show>
      </Empty>
    </div>
  )
}

interface QueryLike<T> extends Readable<T> {
  error: unknown
  refetch: () => unknown
}

/**
 * Shows a query's data once there is any, and keeps showing it while later reads fail (the link banner tells that);
 * before that the skeleton or the failure.
 */
export function Loaded<T>(props: {
  query: QueryLike<T>
  skeleton: JSX.Element
  compact?: boolean
  children: (data: () => T) => JSX.Element
}): JSX.Element {
  // Wrapped, so that an answer that is 0 or empty counts as one.
  const answer = createMemo(() => {
    const data = dataOf(props.query)
    return data === undefined ? undefined : { data }
  })
  return (
    <Switch fallback={props.skeleton}>
      <Match when={answer()}>{answered => props.children(() => answered().data)}</Match>
      <Match when={props.query.error !== null && props.query.error !== undefined}>
        <Failed error={props.query.error} retry={() => void props.query.refetch()} compact={props.compact === true} />
      </Match>
    </Switch>
  )
}
