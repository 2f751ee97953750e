/** Every outlet: where it is, whom to call, its machines; added, changed, retired and taken back. */
import type { OutletView } from '@palang/protocol'
import { A, useSearchParams } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import SearchX from 'lucide-solid/icons/search-x'
import Store from 'lucide-solid/icons/store'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { VirtualRows } from '../../ui/table-rows.tsx'
import { ListHead } from '../premises/list-head.tsx'
import { outletMatches, useOutletList } from '../premises/lists.ts'
import { OutletForm } from '../premises/outlet-form.tsx'
import { OutletState } from '../premises/outlet-parts.tsx'
import type { PlaceAct } from '../premises/acts.ts'
import { OutletDialogs, OutletMenu } from '../premises/place-acts.tsx'
import { usePremisesWords } from '../premises/words.ts'

type Shown = 'used' | 'retired'

function Row(props: { outlet: OutletView; onAct: (act: PlaceAct) => void }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const o = () => props.outlet
  const where = () => [o().location, o().address].filter(part => part !== null).join(' · ')
  const contact = () => [o().contact_person, o().contact_phone].filter(part => part !== null)
  return (
    <tr class={o().retired_at === null ? '' : 'text-muted'}>
      <td>
        <A href={`/outlets/${encodeURIComponent(o().id)}`} class="link [overflow-wrap:anywhere]" data-row-link>
          {o().name}
        </A>
        <div class="text-[12.5px] text-muted [overflow-wrap:anywhere]">{where() === '' ? o().id : where()}</div>
        <div class="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[13px] md:hidden">
          <OutletState outlet={o()} />
          <span class="text-muted">{say('outlet.machineCount', { count: i18n.format().number(o().machines) })}</span>
        </div>
      </td>
      <td class="max-lg:hidden">
        <Show when={contact().length > 0} fallback={<span class="text-faint">—</span>}>
          <div>{contact()[0]}</div>
          <div class="text-[12.5px] text-muted empty:hidden">{contact()[1]}</div>
        </Show>
      </td>
      <td class="text-muted max-xl:hidden">
        <div>{o().timezone}</div>
        <div class="text-[12.5px] text-faint">{o().currency}</div>
      </td>
      <td class="num max-md:hidden">{i18n.format().number(o().machines)}</td>
      <td class="max-md:hidden">
        <OutletState outlet={o()} />
        <Show when={o().of_site_file}>
          <div class="text-[12.5px] text-faint">{say('outlet.siteFile')}</div>
        </Show>
      </td>
      <td class="w-px text-right">
        <OutletMenu outlet={o()} onAct={act => props.onAct(act)} />
      </td>
    </tr>
  )
}

function OutletTable(props: { outlets: readonly OutletView[] }): JSX.Element {
  const say = usePremisesWords()
  const [asked, setAsked] = createSignal<{ outlet: OutletView; act: PlaceAct }>()
  return (
    <section class="panel" aria-label={say('outlets.title')}>
      <table class="table table-edge">
        <thead>
          <tr>
            <th>{say('outlet.name')}</th>
            <th class="max-lg:hidden">{say('outlet.contact')}</th>
            <th class="max-xl:hidden">{say('outlet.zone')}</th>
            <th class="num max-md:hidden">{say('outlet.machines')}</th>
            <th class="max-md:hidden">{say('outlet.state')}</th>
            <SpokenHead text={say('act.edit')} />
          </tr>
        </thead>
        <VirtualRows items={props.outlets} columns={6}>
          {outlet => <Row outlet={outlet} onAct={act => setAsked({ outlet, act })} />}
        </VirtualRows>
      </table>
      <Show when={asked()} keyed>
        {({ outlet, act }) => <OutletDialogs outlet={outlet} act={act} onClose={() => setAsked(undefined)} />}
      </Show>
    </section>
  )
}

function Outlets(props: { outlets: readonly OutletView[] }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  const filter = (): Shown => (params['show'] === 'retired' ? 'retired' : 'used')
  const text = () => params['q'] ?? ''
  const of = (shown: Shown) => props.outlets.filter(({ retired_at: retired }) => (retired === null) === (shown === 'used'))
  const shown = createMemo(() =>
    of(filter())
      .filter(outlet => outletMatches(outlet, text()))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  )
  const chips = () =>
    [
      { value: 'used' as const, label: say('outlets.all') },
      { value: 'retired' as const, label: say('outlet.retired') },
    ].map(chip => ({ ...chip, note: i18n.format().number(of(chip.value).length) }))
  return (
    <div class="grid gap-3.5">
      <ListHead
        filterLabel={say('outlets.filter')}
        filter={filter()}
        options={chips()}
        onFilter={show => setParams({ show }, { replace: true })}
        findLabel={say('outlets.find')}
        text={text()}
        onText={q => setParams({ q }, { replace: true })}
      />
      <Show when={shown().length > 0} fallback={<Empty icon={SearchX} title={say('outlets.noMatch')} hint={say('outlets.noMatchHint')} />}>
        <OutletTable outlets={shown()} />
      </Show>
      <p class="text-[13px] text-faint">{say('outlets.about')}</p>
    </div>
  )
}

export default function OutletsPage(): JSX.Element {
  const say = usePremisesWords()
  const account = useAccount()
  const outlets = useOutletList()
  const [isAdding, setAdding] = createSignal(false)
  return (
    <div class="grid gap-5">
      <PageHead title={say('outlets.title')}>
        <Show when={account.mayConfigure()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setAdding(true)}>
            <Plus size={17} aria-hidden="true" />
            {say('outlets.add')}
          </button>
        </Show>
      </PageHead>
      <Loaded
        query={outlets}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={6} height={36} />
          </section>
        }
      >
        {data => (
          <Show when={data().length > 0} fallback={<Empty icon={Store} title={say('outlets.none')} />}>
            <Outlets outlets={data()} />
          </Show>
        )}
      </Loaded>
      <Show when={isAdding()}>
        <OutletForm outlet={undefined} onClose={() => setAdding(false)} />
      </Show>
    </div>
  )
}
