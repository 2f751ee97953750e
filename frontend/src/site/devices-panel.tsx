import Banknote from 'lucide-solid/icons/banknote'
import Camera from 'lucide-solid/icons/camera'
import Cpu from 'lucide-solid/icons/cpu'
import Coins from 'lucide-solid/icons/coins'
import CreditCard from 'lucide-solid/icons/credit-card'
import Nfc from 'lucide-solid/icons/nfc'
import Printer from 'lucide-solid/icons/printer'
import Unplug from 'lucide-solid/icons/unplug'
import { type Component, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { Key } from '@solid-primitives/keyed'
import type { MachineRow } from './site.tsx'
import { type I18n, useI18n } from '../i18n/i18n.tsx'
import { Panel } from '../ui/panel.tsx'
import { StateWord, type Tone } from '../ui/tone.tsx'
import { deviceName } from '../words/machine-words.ts'

type Icon = Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>

const icons: Record<string, Icon> = {
  arduino: Cpu,
  card_reader: Nfc,
  camera: Camera,
  printer: Printer,
  cash: Banknote,
  coins: Coins,
  terminal: CreditCard,
}

interface Device {
  kind: string
  connected: boolean
  status: string | undefined
  where: string
}

/** Statuses that say nothing more than “connected”. */
const ordinary = new Set(['ready', 'connected', 'ok', 'online', 'idle', 'streaming', 'simulated'])

function devicesOf(row: MachineRow): Device[] {
  return Object.entries(row.live?.hardware ?? {}).flatMap(([kind, value]): Device[] => {
    if (typeof value !== 'object' || value === null || !('connected' in value)) return []
    const { connected, status, port, driver } = value as { connected: unknown; status?: string; port?: string; driver?: string }
    return [
      { kind, connected: connected === true, status, where: [driver, port].filter(part => part !== undefined && part !== '').join(' · ') },
    ]
  })
}

function wordOf(i18n: I18n, device: Device): { tone: Tone; word: string } {
  if (!device.connected) {
    const why = device.status === undefined ? undefined : i18n.tMaybe(`device.status.${device.status}`, device.status.replaceAll('_', ' '))
    return { tone: 'attend', word: why ?? i18n.t('device.missing') }
  }
  if (device.status === undefined || ordinary.has(device.status)) return { tone: 'flow', word: i18n.t('device.connected') }
  return { tone: 'attend', word: i18n.tMaybe(`device.status.${device.status}`, device.status.replaceAll('_', ' ')) }
}

/** Every piece of hardware of the machine, its port and whether it answers. */
export function DevicesPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const i18n = useI18n()
  const devices = () => devicesOf(props.row)
  return (
    <Panel title={i18n.t('gate.devices')} class={props.class ?? ''}>
      <Show when={devices().length > 0} fallback={<p class="text-[13px] text-faint">{i18n.t('gate.noDevices')}</p>}>
        <ul class="m-0 -my-1.5 list-none p-0">
          <Key each={devices()} by="kind">
            {device => (
              <li class="flex min-h-10 items-center gap-3 border-line-soft py-1.5 not-first:border-t">
                <Dynamic component={icons[device().kind] ?? Unplug} size={17} class="shrink-0 text-muted" aria-hidden="true" />
                <div class="min-w-0 flex-1">
                  <div class="truncate font-[520]">{deviceName(i18n, device().kind)}</div>
                  <Show when={device().where !== ''}>
                    <div class="truncate text-[12.5px] text-faint">{device().where}</div>
                  </Show>
                </div>
                <StateWord
                  {...(props.row.isStale ? { tone: 'stale' as const, word: i18n.t('state.stale') } : wordOf(i18n, device()))}
                  class="ml-auto shrink-0 text-[13px]"
                />
              </li>
            )}
          </Key>
        </ul>
      </Show>
    </Panel>
  )
}
