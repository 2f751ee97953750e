import type { SessionDetail, TimelineEntry } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useSite } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'

type Photo = Extract<TimelineEntry, { kind: 'photo' }>

/** The stay's photos side by side: who came in should be who goes out. */
export function StayPhotos(props: { session: SessionDetail; onPhoto: (url: string) => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const photos = () => props.session.timeline.filter((entry): entry is Photo => entry.kind === 'photo')
  return (
    <Show when={photos().length > 0}>
      <Panel title={i18n.t('session.photos')}>
        <div class="grid grid-cols-2 gap-2.5">
          <For each={photos()}>
            {photo => (
              <button
                type="button"
                class="group grid gap-1.5 border-0 bg-transparent p-0 text-left"
                onClick={() => props.onPhoto(photo.url)}
              >
                <img
                  src={photo.url}
                  alt={i18n.t('session.photoAlt', { what: site.nameOf(photo.machine_id), time: i18n.format().clock(photo.at) })}
                  class="aspect-video w-full rounded-[10px] border border-line-soft bg-panel-2 object-cover transition-[filter] group-hover:brightness-110"
                  loading="lazy"
                />
                <span class="truncate text-[12.5px] text-muted">
                  {site.nameOf(photo.machine_id)} · {i18n.format().clock(photo.at)}
                </span>
              </button>
            )}
          </For>
        </div>
      </Panel>
    </Show>
  )
}
