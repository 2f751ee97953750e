/** How a delivery is, in words: its state, what is missing in red, what is odd, and how long its food is safe. */
import type { DeliveryView } from '@palang/protocol'
import PackageCheck from 'lucide-solid/icons/package-check'
import Soup from 'lucide-solid/icons/soup'
import Truck from 'lucide-solid/icons/truck'
import Undo from 'lucide-solid/icons/undo-2'
import ClipboardList from 'lucide-solid/icons/clipboard-list'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Badge, StateWord, type Tone } from '../../ui/tone.tsx'
import { safeTime, shortfalls, toldFlags } from './flow-figures.ts'
import { useMealWords } from './words/meal-words.ts'

const looks = {
  planned: { tone: 'stale', icon: ClipboardList },
  dispatched: { tone: 'info', icon: Truck },
  received: { tone: 'info', icon: PackageCheck },
  served: { tone: 'flow', icon: Soup },
  returned: { tone: 'flow', icon: Undo },
} as const satisfies Record<DeliveryView['state'], { tone: Tone; icon: typeof Soup }>

/** Flags that are the school's or the kitchen's to clear up; the others only want a look. */
const grave: ReadonlySet<string> = new Set(['late', 'rejected'])

/** `isOver`: the day is a past one. */
export function DeliveryState(props: { delivery: DeliveryView; isOver: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const d = () => props.delivery
  const number = (value: number) => i18n.format().number(value)
  const safe = () => (props.isOver ? undefined : safeTime(d(), live.now()))
  return (
    <div class="meal-state">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <StateWord {...looks[d().state]} word={say(`state.${d().state}`)} />
        <Show when={safe()}>
          {left => (
            <span class={`tabular text-[12.5px] ${left().tone === 'flow' ? 'text-faint' : `text-${left().tone}`}`}>
              {say(left().tone === 'stop' ? 'safe.over' : 'safe.left', { time: i18n.format().minutes(left().leftMs / 60_000) })}
            </span>
          )}
        </Show>
      </div>
      <div class="flex flex-wrap gap-1.5 empty:hidden">
        <For each={shortfalls(d(), props.isOver)}>
          {({ of, count }) => <Badge tone="stop">{say(`short.${of}`, { count: number(count) })}</Badge>}
        </For>
        <For each={toldFlags(d().flags)}>
          {flag => <Badge tone={grave.has(flag) ? 'stop' : 'attend'}>{say(`flag.${flag}`, { count: number(d().rejected) })}</Badge>}
        </For>
      </div>
    </div>
  )
}
