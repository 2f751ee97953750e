/** What a machine does now: its state in large, what runs and for how long still, and the switches that forbid it. */
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { Panel } from '../../ui/panel.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { stateIcon } from './machine-card.tsx'
import { endOf, type ListedMachine, stateTone } from './ozone-machine.ts'
import { SeriesMark } from './treatment-chart.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

export function MachineNow(props: { machine: ListedMachine; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const live = useLive()
  const status = () => props.machine.row.live?.treatment
  const left = createCountdown(() => (props.machine.state === 'offline' ? undefined : endOf(props.machine.row.live)))
  const running = () => (props.machine.state === 'running' ? status()?.treatment : undefined)
  const told = (value: boolean | null | undefined, yes: string, no: string) =>
    value === undefined || value === null ? say('machine.notTold') : value ? yes : no
  const heard = () => {
    const at = props.machine.row.live?.heardAtMs
    return at === undefined ? '—' : say('card.heard', { age: i18n.format().age(live.now() - at) })
  }
  const last = () => {
    const found = status()?.last
    return found === undefined ? [] : [[say('machine.last'), `${say(found.treatment)} · ${i18n.format().moment(found.at)}`] as const]
  }
  return (
    <Panel title={say('machine.now')} class={props.class ?? ''}>
      <div class="mb-3 flex min-h-[54px] flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div class="grid gap-1">
          <StateWord
            tone={stateTone[props.machine.state]}
            word={say(`state.${props.machine.state}`)}
            icon={stateIcon[props.machine.state]}
            class="text-[20px] font-[620]"
          />
          <Show when={running()}>
            {kind => (
              <span class="flex items-center gap-2 text-muted">
                <SeriesMark of={kind()} />
                {say(kind())}
              </span>
            )}
          </Show>
        </div>
        <Show when={left() > 0}>
          <span class="grid justify-items-end">
            <strong class="tabular text-[40px] leading-none font-[600] tracking-[-0.02em]">{leftText(left())}</strong>
            <span class="text-[12.5px] text-faint">{say('machine.left')}</span>
          </span>
        </Show>
      </div>
      <Pairs
        rows={[
          [say('machine.door'), told(status()?.switches.door, say('machine.doorOpen'), say('machine.doorShut'))],
          [say('machine.stop'), told(status()?.switches.emergency_stop, say('machine.stopPressed'), say('machine.stopFree'))],
          ...last(),
          [say('machine.heard'), heard()],
        ]}
      />
    </Panel>
  )
}
