/** What became of the command an act ordered, and the pictures taken of it. */
import type { AuditView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import { For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'

/** The command an act ordered, if it ordered one. */
export function commandOf({ after }: Pick<AuditView, 'after'>): string | undefined {
  const id = typeof after === 'object' && after !== null && 'command_id' in after ? after.command_id : undefined
  return typeof id === 'string' ? id : undefined
}

export function ActOfCommand(props: { commandId: string }): JSX.Element {
  const i18n = useI18n()
  const life = useQuery(() => ({ queryKey: ['command', props.commandId], queryFn: () => api.command(props.commandId) }))
  return (
    <Show when={dataOf(life)}>
      {found => (
        <div class="grid gap-2">
          <p class="text-muted">{i18n.t(`command.state.${found().state}`)}</p>
          <div class="flex flex-wrap gap-2 empty:hidden">
            <For each={found().photos}>
              {photo => (
                <a href={photo.url} target="_blank" rel="noreferrer">
                  <img
                    src={photo.url}
                    alt={i18n.t('audit.photoAlt', { time: i18n.format().full(photo.taken_at) })}
                    class="h-28 rounded-[9px]"
                    loading="lazy"
                  />
                </a>
              )}
            </For>
          </div>
        </div>
      )}
    </Show>
  )
}
