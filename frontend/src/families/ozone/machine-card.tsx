import { A } from '@solidjs/router'
import CircleQuestionMark from 'lucide-solid/icons/circle-question-mark'
import CircleStop from 'lucide-solid/icons/circle-stop'
import DoorOpen from 'lucide-solid/icons/door-open'
import Snowflake from 'lucide-solid/icons/snowflake'
import Wind from 'lucide-solid/icons/wind'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { StateWord } from '../../ui/tone.tsx'
import { DeviceParts } from './device-parts.tsx'
import type { MachineState } from './machine-state.ts'
import { endOf, type ListedMachine, stateTone } from './ozone-machine.ts'
import { SeriesMark } from './treatment-chart.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

export const stateIcon: Partial<Record<MachineState, typeof Wind>> = {
  emergency: CircleStop,
  door: DoorOpen,
  cooling: Snowflake,
  running: Wind,
  unknown: CircleQuestionMark,
}

function DeviceLine(props: { machine: ListedMachine }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const live = useLive()
  const device = () => props.machine.row.live?.treatment?.device
  const age = (at: string) => i18n.format().age(live.now() + live.state.clockOffsetMs - Date.parse(at))
  return (
    <Show when={device()} fallback={<span class="text-[12.5px] text-faint">{say('card.noDevice')}</span>}>
      {known => (
        <>
          <span class="min-w-0 flex-1 truncate text-[12.5px] text-faint">
            {(known().queued ?? 0) > 0
              ? say('card.queued', { count: i18n.format().number(known().queued ?? 0) })
              : say('card.heard', { age: age(known().last_seen) })}
          </span>
          <DeviceParts of={known()} />
        </>
      )}
    </Show>
  )
}

/** One machine at a glance: what it does and for how long still, what it did today, how its device is. */
export function MachineCard(props: { machine: ListedMachine; today: number | undefined }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const row = () => props.machine.row
  const tone = () => stateTone[props.machine.state]
  const left = createCountdown(() => (props.machine.state === 'offline' ? undefined : endOf(row().live)))
  const running = () => (props.machine.state === 'running' ? row().live?.treatment?.treatment : undefined)
  return (
    <A href={`/ozone/${encodeURIComponent(row().id)}`} class={`tile ozone-card ${tone()}`}>
      <h3 class="truncate text-[15px] leading-5 font-[620] tracking-[-0.01em]" title={row().name}>
        {row().name}
      </h3>
      <div class="flex min-h-[30px] items-center justify-between gap-3">
        <StateWord tone={tone()} word={say(`state.${props.machine.state}`)} icon={stateIcon[props.machine.state]} />
        <Show when={left() > 0}>
          <strong class="tabular text-[24px] leading-none font-[600]" aria-label={say('card.left', { time: leftText(left()) })}>
            {leftText(left())}
          </strong>
        </Show>
      </div>
      <div class="flex items-center justify-between gap-3 text-[13px] text-muted">
        <Show when={running()} fallback={<span />}>
          {kind => (
            <span class="flex items-center gap-2">
              <SeriesMark of={kind()} />
              {say(kind())}
            </span>
          )}
        </Show>
        <Show when={props.today !== undefined}>
          <span class="tabular">{say('card.today', { count: i18n.format().number(props.today ?? 0) })}</span>
        </Show>
      </div>
      <div class="mt-auto flex items-center gap-2 border-t border-line-soft pt-2.5">
        <DeviceLine machine={props.machine} />
      </div>
    </A>
  )
}
