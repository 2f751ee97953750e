import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'

/** One figure in large with its word above and a remark below. `length` is that of its text: a long one is drawn smaller and whole. */
export function Figure(props: {
  word: string
  children: JSX.Element
  below: JSX.Element
  href?: string
  length?: number
  class?: string
}): JSX.Element {
  const body = () => (
    <>
      <span class="font-[500] text-muted">{props.word}</span>
      <strong
        class="figure-value mt-0.5 block font-[620] tracking-[-0.025em] [overflow-wrap:anywhere]"
        style={{ '--length': props.length === undefined ? undefined : String(props.length) }}
      >
        {props.children}
      </strong>
      <span class="mt-1 flex min-h-5 items-center text-[12.5px] text-faint">{props.below}</span>
    </>
  )
  return (
    <Show
      when={props.href}
      fallback={<div class={`panel figure px-[18px] pt-[15px] pb-[14px] max-sm:px-4 ${props.class ?? ''}`}>{body()}</div>}
    >
      {href => (
        <A href={href()} class="panel figure block px-[18px] pt-[15px] pb-[14px] max-sm:px-4 transition-colors hover:bg-panel-2">
          {body()}
        </A>
      )}
    </Show>
  )
}
