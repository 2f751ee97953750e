import Check from 'lucide-solid/icons/check'
import OctagonAlert from 'lucide-solid/icons/octagon-alert'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import Info from 'lucide-solid/icons/info'
import WifiOff from 'lucide-solid/icons/wifi-off'
import type { Component, JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'

/** The meanings colour may carry. */
export type Tone = 'flow' | 'attend' | 'stop' | 'stale' | 'info'

type Icon = Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>

const icons: Record<Tone, Icon> = { flow: Check, attend: TriangleAlert, stop: OctagonAlert, stale: WifiOff, info: Info }

/** The icon that always goes with a tone, so that no state is told by colour alone. */
export function ToneIcon(props: { tone: Tone; size?: number; icon?: Icon | undefined }): JSX.Element {
  return <Dynamic component={props.icon ?? icons[props.tone]} size={props.size ?? 16} class="shrink-0" aria-hidden="true" />
}

/** A state as icon and word. */
export function StateWord(props: { tone: Tone; word: string; icon?: Icon | undefined; class?: string }): JSX.Element {
  return (
    <span class={`state ${props.tone} ${props.class ?? ''}`}>
      <ToneIcon tone={props.tone} icon={props.icon} />
      <span class="state-word">{props.word}</span>
    </span>
  )
}

/** A state as icon and word on its soft ground. */
export function Badge(props: { tone: Tone; children: JSX.Element; icon?: Icon | undefined; bare?: boolean }): JSX.Element {
  return (
    <span class={`badge ${props.tone}`}>
      {props.bare === true ? null : <ToneIcon tone={props.tone} size={14} icon={props.icon} />}
      {props.children}
    </span>
  )
}
