import { Index, type JSX, Show } from 'solid-js'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'
import { GateScene } from '../../ui/gate-scene.tsx'
import { barrierStatus, barrierWord } from './gate-words.ts'

interface Sensor {
  word: string
  on: boolean | undefined
}

/** The barrier as it really stands, with every sensor that says so. */
export function BarrierPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const i18n = useI18n()
  const stale = () => props.row.isStale
  /** What sensors said long ago is not shown as if it were so now. */
  const gate = () => (stale() ? undefined : props.row.live?.gate)
  const status = () => barrierStatus(props.row)
  const known = () => gate()?.position_known === true
  /** A board that tells loop 1 and not another has no other. */
  const isFitted = (on: boolean | undefined) => on !== undefined || gate()?.loop1 === undefined
  const sensors = (): Sensor[] => [
    { word: i18n.t(gate()?.loop1 === true ? 'gate.loop1On' : 'gate.loop1'), on: gate()?.loop1 },
    ...(isFitted(gate()?.beam) ? [{ word: i18n.t(gate()?.beam === true ? 'gate.beamOn' : 'gate.beam'), on: gate()?.beam }] : []),
    ...(isFitted(gate()?.loop2) ? [{ word: i18n.t(gate()?.loop2 === true ? 'gate.loop2On' : 'gate.loop2'), on: gate()?.loop2 }] : []),
    // Switches at both ends come with a beam; a board with less has one sensor, or none.
    ...(known() && isFitted(gate()?.beam)
      ? [
          { word: i18n.t('gate.upper'), on: status() === 'open' },
          { word: i18n.t('gate.lower'), on: status() === 'closed' },
        ]
      : []),
  ]
  const say = (sensor: Sensor) => i18n.t(sensor.on === undefined ? 'gate.unknownSensor' : sensor.on ? 'gate.on' : 'gate.off')
  const label = () =>
    i18n.t('gate.drawing', {
      status: barrierWord(i18n, { live: stale() ? undefined : props.row.live }).toLowerCase(),
      sensors: sensors()
        .map(sensor => `${sensor.word}: ${say(sensor)}`)
        .join(', '),
    })
  return (
    <Panel title={i18n.t('gate.barrier')} class={props.class ?? ''}>
      <div class="grid items-center gap-5 sm:grid-cols-[minmax(0,1.5fr)_minmax(180px,1fr)]">
        <GateScene
          status={status()}
          loop1={gate()?.loop1}
          loop2={gate()?.loop2}
          beam={gate()?.beam}
          stale={stale()}
          label={label()}
          class="h-[268px] rounded-[10px] pt-3"
        />
        <ul class="m-0 grid list-none gap-2 p-0">
          <Index each={sensors()}>
            {sensor => (
              <li class="sensor" data-on={sensor().on === true ? '' : undefined}>
                <span>{sensor().word}</span>
                <span class="ml-auto text-[12.5px] text-faint">{say(sensor())}</span>
              </li>
            )}
          </Index>
        </ul>
      </div>
      <Show when={gate()?.position_known === false && (status() === 'open' || status() === 'closed')}>
        <p class="note attend mt-3">{i18n.t('gate.notProven')}</p>
      </Show>
    </Panel>
  )
}
