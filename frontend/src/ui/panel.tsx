import { createEffect, createUniqueId, type JSX, Show } from 'solid-js'

/** A titled surface. Without a title it is only the ground. */
export function Panel(props: {
  title?: string
  actions?: JSX.Element
  children: JSX.Element
  class?: string
  flush?: boolean
}): JSX.Element {
  const id = createUniqueId()
  return (
    <section
      class={`panel ${props.flush === true ? '' : 'panel-pad'} ${props.class ?? ''}`}
      aria-labelledby={props.title === undefined ? undefined : id}
    >
      <Show when={props.title}>
        {title => (
          <div class={`flex min-h-5 items-center justify-between gap-3 ${props.flush === true ? 'px-[18px] pt-4 pb-2' : 'mb-3'}`}>
            <h2 id={id} class="panel-title">
              {title()}
            </h2>
            {props.actions}
          </div>
        )}
      </Show>
      {props.children}
    </section>
  )
}

/** Names the browser's tab after the page. */
export function useTitle(title: () => string): void {
  createEffect(() => {
    document.title = `${title()} · Palang`
  })
}

/** The page's name with what belongs beside it; also names the browser tab. */
export function PageHead(props: { title: string; children?: JSX.Element }): JSX.Element {
  useTitle(() => props.title)
  return (
    <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h1 class="mr-1 text-[20px] leading-8 font-[640] tracking-[-0.015em]">{props.title}</h1>
      {props.children}
    </div>
  )
}
