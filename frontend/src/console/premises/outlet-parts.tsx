import type { OutletView } from '@palang/protocol'
import Archive from 'lucide-solid/icons/archive'
import DoorClosed from 'lucide-solid/icons/door-closed'
import { type JSX, Show } from 'solid-js'
import { StateWord } from '../../ui/tone.tsx'
import { usePremisesWords } from './words.ts'

/** Open, closed or retired. */
export function OutletState(props: { outlet: OutletView }): JSX.Element {
  const say = usePremisesWords()
  return (
    <Show when={props.outlet.retired_at === null} fallback={<StateWord tone="stale" icon={Archive} word={say('outlet.retired')} />}>
      <Show when={props.outlet.is_active} fallback={<StateWord tone="attend" icon={DoorClosed} word={say('outlet.closed')} />}>
        <StateWord tone="flow" word={say('outlet.open')} />
      </Show>
    </Show>
  )
}
