import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { families } from '../families/registry.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import { Sparkline } from '../ui/sparkline.tsx'
import { StateWord } from '../ui/tone.tsx'
import type { MachineRow } from '../site/site.tsx'
import { heardAt, machineState } from './machine-state.ts'

/** Name, state, the number that matters, its course and the age of the last word, whatever the family. */
export function MachineTile(props: {
  row: MachineRow
  place: string
  count: number | undefined
  hours: readonly number[] | undefined
}): JSX.Element {
  const i18n = useI18n()
  const family = () => families[props.row.view.family]
  const headline = () => family().headline(i18n, props.row)
  const stale = () => props.row.tone === 'stale'
  const figure = () => {
    const { figure: own, countWord } = headline()
    if (own !== undefined) return own
    // A number nobody named says nothing.
    return countWord === '' || props.count === undefined ? undefined : { value: i18n.format().number(props.count), word: countWord }
  }
  const body = () => (
    <>
      <TileHead row={props.row} place={props.place} icon={family().icon} />
      <StateWord {...machineState(i18n, props.row)} />
      <div class="mt-auto flex items-end justify-between gap-3 whitespace-nowrap">
        <Show when={figure()} fallback={<span class="text-muted">{headline().kind ?? i18n.t(family().name)}</span>}>
          {shown => (
            <strong class="text-[24px] leading-none font-[600] tracking-[-0.02em]">
              {shown().value}
              <span class="ml-1.5 text-[13px] font-[500] tracking-normal text-muted">{shown().word}</span>
            </strong>
          )}
        </Show>
        <Show when={props.hours}>
          {hours => <Sparkline values={hours()} label={i18n.t('tile.spark')} class={stale() ? 'text-stale' : 'text-accent'} />}
        </Show>
      </div>
      <Show when={note()}>
        {text => (
          <div class="note">
            <span class="line-clamp-2">{text()}</span>
          </div>
        )}
      </Show>
    </>
  )
  const note = () => {
    if (!stale()) return headline().note
    const at = heardAt(props.row)
    return at === undefined ? undefined : i18n.t('machine.lastWord', { time: i18n.format().moment(at) })
  }
  return (
    <Show when={family().path?.(props.row.id)} fallback={<div class={`tile ${props.row.tone}`}>{body()}</div>}>
      {path => (
        <A href={path()} class={`tile ${props.row.tone}`}>
          {body()}
        </A>
      )}
    </Show>
  )
}

function TileHead(props: { row: MachineRow; place: string; icon: (typeof families)['gate']['icon'] }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const age = () => {
    const heard = props.row.live?.heardAtMs
    return heard === undefined ? '' : i18n.format().age(live.now() - heard)
  }
  return (
    <div class="flex items-center gap-2.5">
      <span class="grid size-8 shrink-0 place-items-center rounded-[9px] bg-panel-2 text-muted">
        <Dynamic component={props.icon} size={18} aria-hidden="true" />
      </span>
      <div class="min-w-0">
        <h3 class="truncate font-[600] tracking-[-0.005em]" title={props.row.name}>
          {props.row.name}
        </h3>
        <div class="truncate text-[12.5px] leading-4 text-faint">{props.place}</div>
      </div>
      <span
        class="tabular ml-auto self-start text-[12.5px] whitespace-nowrap text-faint"
        title={age() === '' ? undefined : i18n.t('tile.age', { age: age() })}
      >
        {age()}
      </span>
    </div>
  )
}
