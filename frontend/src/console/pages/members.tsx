/** Memberships with their vehicles: found, begun, changed, and those that end soon. */
import type { MemberView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { useInfiniteQuery } from '@tanstack/solid-query'
import CarFront from 'lucide-solid/icons/car-front'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, type JSX, Show } from 'solid-js'
import { identityApi } from '../../api/identity-endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { StateWord, type Tone } from '../../ui/tone.tsx'
import { type MemberAsked, MemberDialog } from '../identity/member-dialog.tsx'
import { useWords } from '../identity/words.ts'

type Shown = 'all' | 'expiring'

/** Those that end within a month are worth a call. */
const soonDays = 30
const dayMs = 86_400_000

/** Where a membership stands now, in a word. */
function useStanding(): (member: MemberView) => { tone: Tone; word: string } {
  const word = useWords()
  const live = useLive()
  return ({ status, valid_from: from, valid_until: until }) => {
    if (status === 'suspended') return { tone: 'stop', word: word('members.suspended') }
    if (from !== null && Date.parse(from) > live.now()) return { tone: 'stale', word: word('members.notYet') }
    if (until === null) return { tone: 'flow', word: word('members.active') }
    const days = Math.floor((Date.parse(until) - live.now()) / dayMs)
    if (days < 0) return { tone: 'stop', word: word('members.expired') }
    return days <= soonDays ? { tone: 'attend', word: word('members.days', { days }) } : { tone: 'flow', word: word('members.active') }
  }
}

function MemberRow(props: { member: MemberView; mayChange: boolean; onEdit: () => void }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  const standing = useStanding()
  const m = () => props.member
  const until = () => {
    const { valid_until: end } = m()
    return end === null ? word('members.noEnd') : i18n.format().day(end)
  }
  return (
    <tr>
      <td class="font-[540] [overflow-wrap:anywhere]">
        {m().name}
        <span class="block text-[13px] font-[450] text-muted empty:hidden">{[...m().plates, ...m().cards].join(' · ')}</span>
      </td>
      <td class="tabular max-sm:hidden">{m().max_inside}</td>
      <td class="whitespace-nowrap text-muted max-md:hidden">{until()}</td>
      <td>
        <StateWord {...standing(m())} />
      </td>
      <Show when={props.mayChange}>
        <td class="w-px text-right">
          <button type="button" class="btn btn-sm btn-quiet" onClick={() => props.onEdit()}>
            {word('members.edit')}
          </button>
        </td>
      </Show>
    </tr>
  )
}

function MemberTable(props: { items: MemberView[]; mayChange: boolean; onEdit: (member: MemberView) => void }): JSX.Element {
  const word = useWords()
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{word('members.name')}</th>
          <th class="max-sm:hidden">{word('members.inside')}</th>
          <th class="max-md:hidden">{word('members.until')}</th>
          <th>{word('members.status')}</th>
          <Show when={props.mayChange}>
            <SpokenHead text={word('members.edit')} />
          </Show>
        </tr>
      </thead>
      <tbody>
        <Key each={props.items} by="id">
          {member => <MemberRow member={member()} mayChange={props.mayChange} onEdit={() => props.onEdit(member())} />}
        </Key>
      </tbody>
    </table>
  )
}

function None(props: { shown: Shown; isSearch: boolean }): JSX.Element {
  const word = useWords()
  const title = () => (props.isSearch ? 'members.noMatch' : props.shown === 'all' ? 'members.none' : 'members.noExpiring')
  return <Empty icon={CarFront} title={word(title())} hint={title() === 'members.none' ? word('members.noneHint') : undefined} />
}

export default function Members(): JSX.Element {
  const word = useWords()
  const account = useAccount()
  const [shown, setShown] = createSignal<Shown>('all')
  const [text, setText] = createSignal('')
  const [asked, setAsked] = createSignal<MemberAsked>()
  const mayChange = () => account.mayConfigure()
  const query = useInfiniteQuery(() => ({
    queryKey: ['members', shown(), text().trim()],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) =>
      identityApi.members({ search: text().trim(), expiring_days: shown() === 'expiring' ? soonDays : undefined }, pageParam),
    ...byCursor,
    placeholderData: previous => previous,
  }))
  return (
    <>
      <PageHead title={word('members.title')}>
        <Segments<Shown>
          chips
          label={word('members.title')}
          value={shown()}
          onChange={setShown}
          options={(['all', 'expiring'] as const).map(value => ({ value, label: word(`members.${value}`) }))}
        />
        <SearchField
          class="w-[280px] max-md:order-last max-md:w-full"
          label={word('members.search')}
          maxLength={64}
          text={text()}
          onText={setText}
        />
        <Show when={mayChange()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setAsked('new')}>
            <Plus size={17} aria-hidden="true" />
            {word('members.add')}
          </button>
        </Show>
      </PageHead>
      <section class="panel" aria-label={word('members.title')}>
        <Loaded query={query} skeleton={<SkeletonRows rows={8} />}>
          {() => (
            <Show when={itemsOf(query).length > 0} fallback={<None shown={shown()} isSearch={text().trim() !== ''} />}>
              <MemberTable items={itemsOf(query)} mayChange={mayChange()} onEdit={setAsked} />
              <LoadMore query={query} />
            </Show>
          )}
        </Loaded>
      </section>
      <MemberDialog asked={asked()} onClose={() => setAsked(undefined)} />
    </>
  )
}
