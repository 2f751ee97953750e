/** The trays of a programme: a pasted list enters many at a time. */
import { useQuery } from '@tanstack/solid-query'
import Boxes from 'lucide-solid/icons/boxes'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LongField } from './long-field.tsx'
import { useDone, usePlaces } from './meal-site.tsx'
import { containersOf } from './setup-drafts.ts'
import { useMealWords } from './words/meal-words.ts'

/** So many are shown; all of them are counted. */
const mostShown = 300

function PasteDialog(props: { programmeId: string; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const done = useDone()
  const places = usePlaces(() => props.programmeId)
  const [text, setText] = createSignal('')
  const read = () => containersOf(text(), props.programmeId, dataOf(places) ?? [])
  const count = () => i18n.format().number(read().items.length)
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('unknown.enter')}
      text={say('setup.pasteText')}
      confirm={say('setup.pasteDo', { count: count() })}
      ready={read().items.length > 0 && read().bad.length === 0}
      run={async () => {
        await mealApi.enterContainers({ items: read().items })
        await done(say('setup.saved'), say('trays.count', { count: count() }))
      }}
    >
      <LongField
        id="meal-containers"
        label={say('setup.pasteList')}
        value={text()}
        onInput={setText}
        invalid={read().bad.length > 0}
        hint={read().bad.length > 0 ? say('setup.pasteBad', { lines: read().bad.slice(0, 8).join(', ') }) : say('setup.pasteHint')}
      />
    </Confirm>
  )
}

export function ContainersPanel(props: { programmeId: string }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const account = useAccount()
  const places = usePlaces(() => props.programmeId)
  const containers = useQuery(() => ({
    queryKey: ['meals', 'containers', props.programmeId],
    queryFn: () => mealApi.containers(props.programmeId),
  }))
  const [pasting, setPasting] = createSignal(false)
  const nameOf = (id: string | null) => dataOf(places)?.find(place => place.id === id)?.name ?? id ?? '—'
  return (
    <Panel
      flush
      title={say('setup.part.containers')}
      actions={
        <Show when={account.mayOperate()}>
          <button type="button" class="btn btn-primary btn-sm" onClick={() => setPasting(true)}>
            {say('unknown.enter')}
          </button>
        </Show>
      }
    >
      <Loaded query={containers} skeleton={<SkeletonRows rows={8} />} compact>
        {found => (
          <Show
            when={found().length > 0}
            fallback={<Empty icon={Boxes} title={say('setup.none')} hint={say('setup.hint.containers')} compact />}
          >
            <p class="px-[18px] pb-3 text-muted">{say('trays.count', { count: i18n.format().number(found().length) })}</p>
            <ul class="m-0 grid list-none p-0 md:grid-cols-2">
              <For each={found().slice(0, mostShown)}>
                {container => (
                  <li class="grid gap-0.5 border-t border-line-soft px-[18px] py-2.5">
                    <span class="flex items-baseline justify-between gap-3">
                      <b class="min-w-0 font-[560] [overflow-wrap:anywhere]">{container.label}</b>
                      <span class="text-[13px] whitespace-nowrap text-muted">
                        {say('delivery.portions', { count: i18n.format().number(container.portions) })}
                      </span>
                    </span>
                    <span class="text-[12.5px] text-muted [overflow-wrap:anywhere]">
                      <code>{container.tag_id}</code> · {nameOf(container.kitchen_id)} → {nameOf(container.school_id)}
                    </span>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
      <Show when={pasting()}>
        <PasteDialog programmeId={props.programmeId} onClose={() => setPasting(false)} />
      </Show>
    </Panel>
  )
}
