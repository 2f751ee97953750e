import { type JSX, Show } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'

/** Under a list read page by page: the button that asks for the next page, as long as there is one. */
export function LoadMore(props: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}): JSX.Element {
  const i18n = useI18n()
  return (
    <Show when={props.query.hasNextPage}>
      <div class="grid place-items-center border-t border-line-soft py-3">
        <button type="button" class="btn btn-sm" disabled={props.query.isFetchingNextPage} onClick={() => void props.query.fetchNextPage()}>
          {i18n.t('action.loadMore')}
        </button>
      </div>
    </Show>
  )
}
