/** The plan of a day: from which kitchen, on which vehicle, how many portions to which school; and what was cooked for it. */
import type { MealPlace } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { dataOf } from '../../api/data-of.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { problemText } from '../../api/problem.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { momentOfWall, wallOf } from '../../site/wall-moment.ts'
import { Empty } from '../../ui/condition.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { numberIn } from '../../ui/number-in.ts'
import { Panel } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { TextField } from '../../ui/text-field.tsx'
import MapPin from 'lucide-solid/icons/map-pin'
import { useDone, usePlaces } from './meal-site.tsx'
import { planOf } from './setup-drafts.ts'
import { useMealWords } from './words/meal-words.ts'

const option = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })
const mostPortions = 100_000

interface BatchAsked {
  programmeId: string
  day: string
  kitchenId: string
  onClose: () => void
}

/** What was written of a batch, as the hub takes it; undefined while something of it is none. */
function batchOf(i18n: I18n, written: { name: string; portions: string; cooked: string; warm: string }) {
  const portions = numberIn(written.portions, 1, mostPortions)
  const at = momentOfWall(i18n.format(), written.cooked)
  const warm = numberIn(written.warm, -50, 150)
  if (written.name.trim() === '' || portions === undefined || !Number.isInteger(portions) || Number.isNaN(at)) return undefined
  if (written.warm.trim() !== '' && warm === undefined) return undefined
  return {
    ...{ name: written.name.trim(), portions, cooked_at: new Date(at).toISOString() },
    temperature_dc: warm === undefined ? null : Math.round(warm * 10),
  }
}

function BatchDialog(props: BatchAsked): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const done = useDone()
  const actOnce = createActOnce()
  const menus = useQuery(() => ({ queryKey: ['meals', 'menus', props.programmeId], queryFn: () => mealApi.menus(props.programmeId) }))
  const [name, setName] = createSignal('')
  const [menu, setMenu] = createSignal<string>()
  const [portions, setPortions] = createSignal('')
  const [cooked, setCooked] = createSignal(wallOf(i18n.format(), live.now()))
  const [warm, setWarm] = createSignal('')
  const body = () => {
    const sent = batchOf(i18n, { name: name(), portions: portions(), cooked: cooked(), warm: warm() })
    return sent && { ...sent, programme_id: props.programmeId, day: props.day, kitchen_id: props.kitchenId, menu_id: menu() ?? null }
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('batch.add')}
      text={say('batch.text')}
      confirm={i18n.t('action.save')}
      ready={body() !== undefined}
      run={async () => {
        const sent = body()
        if (sent === undefined) return
        await actOnce(sent, key => mealApi.addBatch(sent, key))
        await done(say('setup.saved'), sent.name)
      }}
    >
      <TextField id="batch-name" label={say('setup.name')} value={name()} onInput={setName} maxlength={120} required />
      <Pick
        label={say('batch.menu')}
        placeholder={say('batch.menu')}
        value={menu()}
        options={(dataOf(menus) ?? []).map(option)}
        onChange={setMenu}
      />
      <TextField
        id="batch-portions"
        label={say('setup.portions')}
        value={portions()}
        onInput={setPortions}
        maxlength={6}
        required
        inputmode="numeric"
      />
      <TextField
        id="batch-cooked"
        type="datetime-local"
        label={say('delivery.cooked')}
        value={cooked()}
        onInput={setCooked}
        maxlength={16}
      />
      <TextField id="batch-warm" label={say('batch.warm')} value={warm()} onInput={setWarm} maxlength={6} />
    </Confirm>
  )
}

function Portions(props: { school: MealPlace; value: string; onInput: (text: string) => void }): JSX.Element {
  return (
    <li class="flex items-center justify-between gap-4 border-t border-line-soft py-2">
      <label for={`plan-${props.school.id}`} class="min-w-0 [overflow-wrap:anywhere]">
        {props.school.name}
        <Show when={props.school.route}>{route => <span class="block text-[12.5px] text-muted">{route()}</span>}</Show>
      </label>
      <span class="input w-[110px] shrink-0">
        <input
          id={`plan-${props.school.id}`}
          class="tabular text-right"
          inputmode="numeric"
          maxlength={6}
          placeholder={props.school.portions === 0 ? undefined : String(props.school.portions)}
          value={props.value}
          onInput={event => props.onInput(event.currentTarget.value)}
        />
      </span>
    </li>
  )
}

/** What is chosen for the plan: until it is, the only kitchen there is, and of every school its usual portions. */
function createPlan(programmeId: () => string) {
  const i18n = useI18n()
  const live = useLive()
  const places = usePlaces(programmeId)
  const [day, setDay] = createSignal<string>()
  const [kitchen, setKitchen] = createSignal<string>()
  const [vehicle, setVehicle] = createSignal<string>()
  const [batch, setBatch] = createSignal<string>()
  const [written, setWritten] = createSignal<Readonly<Record<string, string>>>({})
  const of = (kind: MealPlace['kind']) => (dataOf(places) ?? []).filter(place => place.kind === kind)
  const chosenDay = createMemo(() => day() ?? i18n.format().isoDay(live.now()))
  const kitchenId = () => kitchen() ?? of('kitchen')[0]?.id
  // With several kitchens nobody knows which one cooks for a school: its portions are written, not supposed.
  const usual = ({ portions }: MealPlace) => (portions === 0 || of('kitchen').length > 1 ? '' : String(portions))
  const textOf = (school: MealPlace) => written()[school.id] ?? usual(school)
  return {
    places,
    of,
    day: chosenDay,
    setDay,
    kitchenId,
    setKitchen,
    vehicle,
    setVehicle,
    batch,
    setBatch,
    textOf,
    write: (id: string, text: string) => setWritten(before => ({ ...before, [id]: text })),
    body: () =>
      planOf(programmeId(), chosenDay(), {
        ...{ kitchenId: kitchenId(), vehicleId: vehicle(), batchId: batch() },
        portions: Object.fromEntries(of('school').map(school => [school.id, textOf(school)])),
      }),
  }
}

function Choices(props: { programmeId: string; plan: ReturnType<typeof createPlan> }): JSX.Element {
  const say = useMealWords()
  const [cooking, setCooking] = createSignal(false)
  const vehicles = useQuery(() => ({
    queryKey: ['meals', 'vehicles', props.programmeId],
    queryFn: () => mealApi.vehicles(props.programmeId),
  }))
  const batches = useQuery(() => ({
    queryKey: ['meals', 'batches', props.programmeId, props.plan.day()],
    queryFn: () => mealApi.batches(props.programmeId, props.plan.day()),
  }))
  const own = () => (dataOf(batches) ?? []).filter(batch => batch.kitchen_id === props.plan.kitchenId())
  return (
    <div class="mb-4 grid gap-2.5 md:grid-cols-2 xl:grid-cols-4">
      <DayField label={say('board.day')} value={props.plan.day()} onChange={props.plan.setDay} />
      <Pick
        label={say('delivery.from')}
        placeholder={say('delivery.from')}
        value={props.plan.kitchenId()}
        options={props.plan.of('kitchen').map(option)}
        onChange={props.plan.setKitchen}
      />
      <Pick
        label={say('delivery.vehicle')}
        placeholder={say('delivery.vehicle')}
        value={props.plan.vehicle()}
        options={(dataOf(vehicles) ?? []).map(option)}
        onChange={props.plan.setVehicle}
      />
      <div class="flex gap-2">
        <Pick
          class="flex-1"
          label={say('delivery.batch')}
          placeholder={say('delivery.batch')}
          value={props.plan.batch()}
          options={own().map(option)}
          onChange={props.plan.setBatch}
        />
        <button type="button" class="btn" onClick={() => setCooking(true)}>
          {say('batch.add')}
        </button>
      </div>
      <Show when={cooking() && props.plan.kitchenId()}>
        {kitchenId => (
          <BatchDialog programmeId={props.programmeId} day={props.plan.day()} kitchenId={kitchenId()} onClose={() => setCooking(false)} />
        )}
      </Show>
    </div>
  )
}

export function PlanPanel(props: { programmeId: string }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const account = useAccount()
  const done = useDone()
  const plan = createPlan(() => props.programmeId)
  const [problem, setProblem] = createSignal<string>()
  const [busy, setBusy] = createSignal(false)
  const save = async () => {
    const body = plan.body()
    if (body === undefined) return
    setBusy(true)
    setProblem(undefined)
    try {
      await mealApi.plan(body)
      await done(say('plan.saved'), i18n.format().day(`${body.day}T12:00:00Z`))
    } catch (error) {
      setProblem(problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  const isReady = () => plan.of('kitchen').length > 0 && plan.of('school').length > 0
  return (
    <Panel title={say('setup.part.plan')}>
      <Show when={isReady()} fallback={<Empty icon={MapPin} title={say('board.noPlaces')} hint={say('board.noPlacesHint')} compact />}>
        <Choices programmeId={props.programmeId} plan={plan} />
        <p class="mb-2 text-muted">{say('plan.hint')}</p>
        <ul class="m-0 grid list-none gap-x-8 p-0 md:grid-cols-2">
          <For each={plan.of('school')}>
            {school => <Portions school={school} value={plan.textOf(school)} onInput={text => plan.write(school.id, text)} />}
          </For>
        </ul>
        <Show when={problem()}>
          {text => (
            <p class="note stop mt-3" role="alert">
              {text()}
            </p>
          )}
        </Show>
        <Show when={account.mayOperate()}>
          <button type="button" class="btn btn-primary mt-4" disabled={busy() || plan.body() === undefined} onClick={() => void save()}>
            {say('plan.save')}
          </button>
        </Show>
      </Show>
    </Panel>
  )
}
