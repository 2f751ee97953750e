/** Publishing a draft: what changes, from when on and why. */
import type { Tariff } from '@palang/tariff'
import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { tariffApi } from '../../api/tariff-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { changesOf } from '../audit/changes.ts'
import { placeWords } from './place-words.ts'
import { createStart, StartFields } from './start-fields.tsx'
import { useTariffWords } from './words.ts'

function Changes(props: { before: Tariff; after: Tariff }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const nameOf = (name: string) => i18n.tMaybe(`class.${name}`, i18n.tMaybe(`band.${name}`, name))
  const changes = createMemo(() =>
    changesOf(props.before, props.after).filter(({ kind, path }) => kind !== 'same' && path[0] !== 'version'),
  )
  const told = (value: unknown) => (value === undefined ? w('absent') : typeof value === 'string' ? value : JSON.stringify(value))
  return (
    <div class="grid gap-1.5">
      <span class="field-label">{w('changes')}</span>
      <ul class="m-0 max-h-56 list-none overflow-y-auto rounded-[10px] border border-line-soft p-0 px-3">
        <For each={changes()} fallback={<li class="py-2.5 text-muted">{w('noChanges')}</li>}>
          {change => (
            <li class="border-line-soft py-2 text-[13px] [overflow-wrap:anywhere] not-first:border-t">
              <span class="block text-muted">{placeWords(change.path, w, nameOf)}</span>
              <span>
                {told(change.before)} → <strong class="font-[620]">{told(change.after)}</strong>
              </span>
            </li>
          )}
        </For>
      </ul>
    </div>
  )
}

/** `after` is a tariff without mistakes. */
export function PublishDialog(props: { open: boolean; onClose: () => void; before: Tariff; after: Tariff | undefined }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const start = createStart()
  const version = () => props.after?.version ?? 0
  const run = async () => {
    if (props.after === undefined) return
    await tariffApi.publish(props.after, start.from(), start.reason().trim())
    toast({ tone: 'flow', title: w('publishDone', { version: version() }), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['tariffs'] })
    navigate('/tariffs')
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={w('publishTitle', { version: version() })}
      text={w('publishText')}
      confirm={w('publish')}
      ready={props.after !== undefined && start.isReady()}
      words={({ code }) => (code === 'conflict' ? w('taken') : undefined)}
      run={run}
    >
      <Show when={props.after}>{after => <Changes before={props.before} after={after()} />}</Show>
      <StartFields start={start} />
    </Confirm>
  )
}
