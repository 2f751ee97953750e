/** What the pages about devices show of one alike. */
import type { TreatmentDeviceView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Clock from 'lucide-solid/icons/clock'
import Hourglass from 'lucide-solid/icons/hourglass'
import MemoryStick from 'lucide-solid/icons/memory-stick'
import Wifi from 'lucide-solid/icons/wifi'
import WifiOff from 'lucide-solid/icons/wifi-off'
import { type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { deviceStateOf } from './device-words.ts'
import { useOzoneWords } from './words/ozone-words.ts'

/** What the device says of its parts; what nobody said is null. */
type Parts = Pick<TreatmentDeviceView, 'wifi_connected' | 'rtc_available' | 'sd_available'>

/** One part of a device: well, in trouble, or unknown and then not shown. */
function Part(props: { ok: boolean | null; word: string; icon: typeof Clock }): JSX.Element {
  const say = useOzoneWords()
  const told = () => say(props.ok === true ? 'card.ok' : 'card.bad', { part: props.word })
  return (
    <Show when={props.ok !== null}>
      <span class={`device-part ${props.ok === true ? 'flow' : 'attend'}`} role="img" aria-label={told()} title={told()}>
        <Dynamic component={props.icon} size={15} aria-hidden="true" />
        <Show when={props.ok === false}>
          <i aria-hidden="true">!</i>
        </Show>
      </span>
    </Show>
  )
}

/** Wi-Fi, clock and card of a device as icons with their words. */
export function DeviceParts(props: { of: Parts }): JSX.Element {
  const say = useOzoneWords()
  return (
    <span class="inline-flex gap-2">
      <Part ok={props.of.wifi_connected} word={say('card.wifi')} icon={props.of.wifi_connected === false ? WifiOff : Wifi} />
      <Part ok={props.of.rtc_available} word={say('card.rtc')} icon={Clock} />
      <Part ok={props.of.sd_available} word={say('card.sd')} icon={MemoryStick} />
    </span>
  )
}

export function DeviceStateWord(props: { device: TreatmentDeviceView }): JSX.Element {
  const say = useOzoneWords()
  const state = () => deviceStateOf(props.device)
  const tone = () => ({ waiting: 'attend', silent: 'stale', online: 'flow', retired: 'stale' }) as const
  return <StateWord tone={tone()[state()]} word={say(`devices.${state()}`)} icon={state() === 'waiting' ? Hourglass : undefined} />
}

/** The counters as the device shows them: Basic / Standard / Premium. */
export function CountsOf(props: { device: TreatmentDeviceView }): JSX.Element {
  const i18n = useI18n()
  const figures = () =>
    [props.device.count_basic, props.device.count_standard, props.device.count_premium]
      .map(count => (count === null ? '—' : i18n.format().number(count)))
      .join(' / ')
  return <span class="tabular whitespace-nowrap">{figures()}</span>
}

/** Every device on MQTT. */
export function useDevices() {
  return useQuery(() => ({ queryKey: ['ozone', 'devices'], queryFn: ozoneApi.devices, refetchInterval: 60_000 }))
}

/** Every treatment machine, as far as they are known. */
export function useOzoneMachines(): () => MachineRow[] {
  const site = useSite()
  return () => (site.machines() ?? []).filter(row => row.view.family === 'ozone')
}
