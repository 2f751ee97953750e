/** One outlet: what is said of it, its machines, and which of them are to be looked after. */
import type { OutletView } from '@palang/protocol'
import { A, useParams } from '@solidjs/router'
import Pencil from 'lucide-solid/icons/pencil'
import Plus from 'lucide-solid/icons/plus'
import SearchX from 'lucide-solid/icons/search-x'
import Wrench from 'lucide-solid/icons/wrench'
import Boxes from 'lucide-solid/icons/boxes'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { createListed, type ListedMachine, useIsAdmin, useMachineList, useOutletList, wantsCare } from '../premises/lists.ts'
import { MachineForm } from '../premises/machine-form.tsx'
import { DueBadge, MachineTable } from '../premises/machine-table.tsx'
import { OutletState } from '../premises/outlet-parts.tsx'
import { outletActs, type PlaceAct } from '../premises/acts.ts'
import { OutletDialogs } from '../premises/place-acts.tsx'
import { usePremisesWords } from '../premises/words.ts'

function Acts(props: { outlet: OutletView; onAct: (act: PlaceAct) => void }): JSX.Element {
  const say = usePremisesWords()
  const isAdmin = useIsAdmin()
  return (
    <div class="ml-auto flex flex-wrap gap-2.5 max-sm:ml-0">
      <For each={outletActs(props.outlet, isAdmin())}>
        {act => (
          <button type="button" class={`btn ${act === 'restore' ? 'btn-primary' : ''}`} onClick={() => props.onAct(act)}>
            <Show when={act === 'edit'}>
              <Pencil size={16} aria-hidden="true" />
            </Show>
            {say(`act.${act}`)}
          </button>
        )}
      </For>
    </div>
  )
}

function Data(props: { outlet: OutletView }): JSX.Element {
  const say = usePremisesWords()
  const isAdmin = useIsAdmin()
  const o = () => props.outlet
  const mayBeRetired = () => o().retired_at === null && !o().of_site_file && o().machines > 0 && isAdmin()
  return (
    <Panel title={say('outlet.data')}>
      <Pairs
        rows={[
          [say('outlet.location'), o().location ?? '—'],
          [say('outlet.address'), o().address ?? '—'],
          [say('outlet.person'), o().contact_person ?? '—'],
          [say('outlet.phone'), o().contact_phone ?? '—'],
          [say('outlet.zone'), o().timezone],
          [say('outlet.currency'), o().currency],
        ]}
      />
      <Show when={o().of_site_file || mayBeRetired()}>
        <p class="mt-3 border-t border-line-soft pt-3 text-[12.5px] text-faint">
          {say(o().of_site_file ? 'outlet.siteFileHint' : 'outlet.retireHint')}
        </p>
      </Show>
    </Panel>
  )
}

/** Those that are due, and those that soon will be, the latest first. */
function Due(props: { machines: readonly ListedMachine[] }): JSX.Element {
  const say = usePremisesWords()
  const shown = () =>
    props.machines.filter(wantsCare).toSorted((a, b) => (a.view.next_maintenance ?? '').localeCompare(b.view.next_maintenance ?? ''))
  return (
    <Panel title={say('outlet.due')} class="max-lg:order-first">
      <Show
        when={shown().length > 0}
        fallback={
          <p class="flex items-center gap-2 text-[13px] text-muted">
            <Wrench size={15} aria-hidden="true" />
            {say('outlet.dueNone')}
          </p>
        }
      >
        <ul class="m-0 -my-1.5 list-none p-0">
          <For each={shown()}>
            {machine => (
              <li class="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-0.5 border-line-soft py-1.5 not-first:border-t">
                <span class="font-[540] [overflow-wrap:anywhere]">{machine.view.name}</span>
                <DueBadge of={machine.due} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Panel>
  )
}

function Machines(props: { outlet: OutletView; machines: readonly ListedMachine[]; onAdd: () => void }): JSX.Element {
  const say = usePremisesWords()
  const isAdmin = useIsAdmin()
  return (
    <Panel
      title={say('outlet.machines')}
      flush
      actions={
        <Show when={isAdmin() && props.outlet.retired_at === null}>
          <button type="button" class="btn btn-sm" onClick={() => props.onAdd()}>
            <Plus size={15} aria-hidden="true" />
            {say('machines.add')}
          </button>
        </Show>
      }
    >
      <Show when={props.machines.length > 0} fallback={<Empty icon={Boxes} title={say('machines.noneHere')} compact />}>
        <MachineTable machines={props.machines} />
      </Show>
    </Panel>
  )
}

function Outlet(props: { outlet: OutletView }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const machines = useMachineList()
  const [asked, setAsked] = createSignal<PlaceAct | 'add'>()
  const listed = createListed(() => dataOf(machines)?.filter(({ outlet_id: at }) => at === props.outlet.id))
  const act = () => {
    const found = asked()
    return found === 'add' ? undefined : found
  }
  const close = () => setAsked(undefined)
  return (
    <>
      <PageHead title={props.outlet.name}>
        <OutletState outlet={props.outlet} />
        <Show when={props.outlet.retired_at}>
          {at => <span class="text-[13px] text-muted">{say('outlet.retiredOn', { day: i18n.format().day(at()) })}</span>}
        </Show>
        <A href="/outlets" class="link text-[13px]">
          {say('outlet.all')}
        </A>
        <Acts outlet={props.outlet} onAct={setAsked} />
      </PageHead>
      <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-[18px] lg:grid-cols-[minmax(0,2fr)_minmax(320px,1fr)]">
        <Loaded
          query={machines}
          skeleton={
            <section class="panel">
              <SkeletonRows rows={5} height={36} />
            </section>
          }
        >
          {() => <Machines outlet={props.outlet} machines={listed()} onAdd={() => setAsked('add')} />}
        </Loaded>
        <div class="grid gap-[18px] max-lg:contents">
          <Due machines={listed()} />
          <Data outlet={props.outlet} />
        </div>
      </div>
      <OutletDialogs outlet={props.outlet} act={act()} onClose={close} />
      <Show when={asked() === 'add'}>
        <MachineForm machine={undefined} outletId={props.outlet.id} onClose={close} />
      </Show>
    </>
  )
}

export default function OutletPage(): JSX.Element {
  const say = usePremisesWords()
  const params = useParams<{ id: string }>()
  const outlets = useOutletList()
  const id = () => decodeURIComponent(params.id)
  return (
    <div class="grid gap-5">
      <Loaded
        query={outlets}
        skeleton={
          <>
            <PageHead title={say('outlets.title')} />
            <section class="panel">
              <SkeletonRows rows={6} height={36} />
            </section>
          </>
        }
      >
        {data => (
          <Show
            when={data().find(outlet => outlet.id === id())}
            fallback={
              <>
                <PageHead title={say('outlets.title')} />
                <Empty icon={SearchX} title={say('outlet.unknown')} hint={id()}>
                  <A href="/outlets" class="btn">
                    {say('outlet.all')}
                  </A>
                </Empty>
              </>
            }
          >
            {outlet => <Outlet outlet={outlet()} />}
          </Show>
        )}
      </Loaded>
    </div>
  )
}
