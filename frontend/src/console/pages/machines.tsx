/** Every machine of every family: where it stands, how it is, what counts for it, when it is to be looked after. */
import { useSearchParams } from '@solidjs/router'
import Boxes from 'lucide-solid/icons/boxes'
import Plus from 'lucide-solid/icons/plus'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import type { Family } from '@palang/protocol'
import { dataOf } from '../../api/data-of.ts'
import { families } from '../../families/registry.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { ListHead } from '../premises/list-head.tsx'
import {
  createListed,
  type ListedMachine,
  machineMatches,
  useIsAdmin,
  useMachineList,
  useOutletList,
  wantsCare,
} from '../premises/lists.ts'
import { MachineForm } from '../premises/machine-form.tsx'
import { MachineTable } from '../premises/machine-table.tsx'
import { usePremisesWords } from '../premises/words.ts'

type Shown = 'all' | 'due' | 'retired' | Family

const familyNames = ['gate', 'water', 'ozone', 'checkpoint'] as const satisfies readonly Family[]
/** Every outlet; none is called so. */
const anywhere = '*'

function isShown(machine: ListedMachine, shown: Shown): boolean {
  if (shown === 'retired' || machine.isRetired) return shown === 'retired' && machine.isRetired
  return shown === 'all' || (shown === 'due' ? wantsCare(machine) : machine.view.family === shown)
}

/** What the address says of the list. */
function createChoice() {
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  const kinds = ['all', ...familyNames, 'due', 'retired'] as const
  return {
    shown: (): Shown => kinds.find(kind => kind === params['show']) ?? 'all',
    outlet: () => params['outlet'] ?? anywhere,
    text: () => params['q'] ?? '',
    set: (change: { show?: string; outlet?: string; q?: string }) => setParams(change, { replace: true }),
    kinds,
  }
}

function Machines(props: { machines: readonly ListedMachine[] }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const outlets = useOutletList()
  const choice = createChoice()
  const nameOf = (id: string) => dataOf(outlets)?.find(outlet => outlet.id === id)?.name ?? id
  const here = createMemo(() => props.machines.filter(({ view }) => choice.outlet() === anywhere || view.outlet_id === choice.outlet()))
  const word = (kind: Shown) =>
    kind === 'all' || kind === 'due' || kind === 'retired' ? say(`machines.${kind}`) : i18n.t(families[kind].name)
  const chips = () =>
    choice.kinds
      .map(value => ({ value, count: here().filter(machine => isShown(machine, value)).length }))
      .filter(({ value, count }) => value === 'all' || value === choice.shown() || count > 0)
      .map(({ value, count }) => ({ value, label: word(value), note: i18n.format().number(count) }))
  const shown = createMemo(() => here().filter(machine => isShown(machine, choice.shown()) && machineMatches(machine, choice.text())))
  const outletOptions = () => [
    { value: anywhere, label: say('machines.anyOutlet') },
    ...[...new Set(props.machines.map(({ view }) => view.outlet_id))].map(id => ({ value: id, label: nameOf(id) })),
  ]
  return (
    <div class="grid gap-3.5">
      <ListHead<Shown>
        filterLabel={say('machines.filter')}
        filter={choice.shown()}
        options={chips()}
        onFilter={show => choice.set({ show })}
        findLabel={say('machines.find')}
        text={choice.text()}
        onText={q => choice.set({ q })}
      >
        <Show when={outletOptions().length > 2}>
          <Pick
            class="w-[210px] max-md:w-full"
            label={say('machines.outlet')}
            value={choice.outlet()}
            options={outletOptions()}
            onChange={outlet => choice.set({ outlet })}
          />
        </Show>
      </ListHead>
      <Show when={shown().length > 0} fallback={<Empty icon={SearchX} title={say('outlets.noMatch')} hint={say('outlets.noMatchHint')} />}>
        <section class="panel" aria-label={say('machines.title')}>
          <MachineTable machines={shown()} outletName={nameOf} />
        </section>
      </Show>
    </div>
  )
}

export default function MachinesPage(): JSX.Element {
  const say = usePremisesWords()
  const isAdmin = useIsAdmin()
  const machines = useMachineList()
  const listed = createListed(() => dataOf(machines))
  const [isAdding, setAdding] = createSignal(false)
  return (
    <div class="grid gap-5">
      <PageHead title={say('machines.title')}>
        <Show when={isAdmin()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setAdding(true)}>
            <Plus size={17} aria-hidden="true" />
            {say('machines.add')}
          </button>
        </Show>
      </PageHead>
      <Loaded
        query={machines}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={9} height={36} />
          </section>
        }
      >
        {data => (
          <Show when={data().length > 0} fallback={<Empty icon={Boxes} title={say('machines.none')} hint={say('machines.noneHint')} />}>
            <Machines machines={listed()} />
          </Show>
        )}
      </Loaded>
      <Show when={isAdding()}>
        <MachineForm machine={undefined} onClose={() => setAdding(false)} />
      </Show>
    </div>
  )
}
