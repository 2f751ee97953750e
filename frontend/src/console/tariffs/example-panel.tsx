/** One stay priced while the tariff is being written, line by line, and the prices of some lengths of stay. */
import { examplesOf, momentOnWall, priceStay, type Tariff, wallAt } from '@palang/tariff'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { Checks } from '../../ui/checks.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { PriceLines } from '../../ui/price-lines.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useTariffWords } from './words.ts'

const yearMs = 366 * 86_400_000
type Fact = 'member' | 'lost'

function Prices(props: { tariff: Tariff; enteredAtMs: number; timeZone: string }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const examples = createMemo(() => examplesOf(props.tariff, props))
  const lengths = () => [...new Set(examples().map(({ minutes }) => minutes))]
  const classes = () => [...new Set(examples().map(({ vehicleClass }) => vehicleClass))]
  const amount = (minutes: number, of: string) => {
    const found = examples().find(one => one.minutes === minutes && one.vehicleClass === of)
    return i18n.format().money(found?.price.amount ?? 0, props.tariff.currency)
  }
  return (
    <details class="mt-4">
      <summary class="cursor-pointer py-2.5 font-[560]">{w('prices')}</summary>
      <p class="hint mb-2">{w('pricesHint')}</p>
      <div class="overflow-x-auto">
        <table class="table">
          <thead>
            <tr>
              <th>{w('stays')}</th>
              <For each={classes()}>{one => <th class="num">{i18n.tMaybe(`class.${one}`, one)}</th>}</For>
            </tr>
          </thead>
          <tbody>
            <For each={lengths()}>
              {minutes => (
                <tr>
                  <td class="whitespace-nowrap">{i18n.format().minutes(minutes)}</td>
                  <For each={classes()}>{one => <td class="num">{amount(minutes, one)}</td>}</For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </details>
  )
}

type Given = () => Tariff | undefined

/** The stay as it was typed, and its price under the tariff there is now. */
function createExample(tariff: Given) {
  const live = useLive()
  const site = useSite()
  const zone = () => site.timeZone() || 'UTC'
  const openedMs = live.now()
  const [entered, setEntered] = createSignal(wallAt(zone(), openedMs - 150 * 60_000))
  const [left, setLeft] = createSignal(wallAt(zone(), openedMs))
  const [vehicleClass, setVehicleClass] = createSignal<string>()
  const [facts, setFacts] = createSignal<Fact[]>([])
  const [given, setGiven] = createSignal<string[]>([])
  const enteredAtMs = () => momentOnWall(zone(), entered())
  const untilMs = () => momentOnWall(zone(), left())
  const isStay = () => untilMs() >= enteredAtMs() && untilMs() - enteredAtMs() <= yearMs
  // While something is mistyped the choices stay what they were.
  const known = createMemo<Tariff | undefined>(before => tariff() ?? before)
  const classes = () => Object.keys(known()?.classes ?? {})
  const ofClass = () => classes().find(one => one === vehicleClass()) ?? classes()[0] ?? ''
  const price = createMemo(() => {
    const table = tariff()
    if (table === undefined || !isStay()) return undefined
    return priceStay(table, {
      enteredAtMs: enteredAtMs(),
      untilMs: untilMs(),
      timeZone: zone(),
      vehicleClass: ofClass(),
      member: facts().includes('member'),
      lostTicket: facts().includes('lost'),
      validations: given(),
    })
  })
  const typed = { entered, setEntered, left, setLeft, setVehicleClass, facts, setFacts, given, setGiven }
  return { ...typed, zone, enteredAtMs, isStay, classes, ofClass, price, merchants: () => Object.keys(known()?.validations ?? {}) }
}

type ExampleStay = ReturnType<typeof createExample>

function StayFields(props: { stay: ExampleStay }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const s = () => props.stay
  return (
    <div class="grid gap-3">
      <TextField
        id="example-entered"
        type="datetime-local"
        label={w('entered')}
        value={s().entered()}
        maxlength={16}
        onInput={s().setEntered}
      />
      <TextField
        id="example-left"
        type="datetime-local"
        label={w('left')}
        value={s().left()}
        maxlength={16}
        invalid={!s().isStay()}
        hint={s().isStay() ? undefined : w('badStay')}
        onInput={s().setLeft}
      />
      <div class="field">
        <span class="field-label">{w('ofClass')}</span>
        <Pick
          label={w('ofClass')}
          value={s().ofClass()}
          options={s()
            .classes()
            .map(value => ({ value, label: i18n.tMaybe(`class.${value}`, value) }))}
          onChange={s().setVehicleClass}
        />
      </div>
      <Checks<Fact>
        quiet
        label={w('example')}
        value={s().facts()}
        options={[
          { value: 'member', label: w('member') },
          { value: 'lost', label: w('lostTicket') },
        ]}
        onChange={s().setFacts}
      />
      <Show when={s().merchants().length > 0}>
        <Checks
          label={w('validations')}
          value={s().given()}
          options={s()
            .merchants()
            .map(value => ({ value, label: value }))}
          onChange={s().setGiven}
        />
      </Show>
    </div>
  )
}

/** `tariff` is undefined while its form is wrong. */
export function ExamplePanel(props: { tariff: Tariff | undefined }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const stay = createExample(() => props.tariff)
  return (
    <Panel title={w('example')}>
      <StayFields stay={stay} />
      <div class="mt-4 border-t border-line pt-2" aria-live="polite">
        <Show when={stay.price()} fallback={<p class="py-2 text-muted">{props.tariff === undefined ? w('noExample') : w('badStay')}</p>}>
          {found => (
            <>
              <p class="py-1 text-[13px] text-muted">{w('stayOf', { time: i18n.format().minutes(found().durationMinutes) })}</p>
              <PriceLines lines={found().lines} currency={found().currency} />
              <div class="flex justify-between border-t border-line pt-2.5 text-[18px] font-[640]">
                <span>{w('total')}</span>
                <span class="tabular">{i18n.format().money(found().amount, found().currency)}</span>
              </div>
            </>
          )}
        </Show>
      </div>
      <Show when={stay.isStay() ? props.tariff : undefined}>
        {tariff => <Prices tariff={tariff()} enteredAtMs={stay.enteredAtMs()} timeZone={stay.zone()} />}
      </Show>
    </Panel>
  )
}
