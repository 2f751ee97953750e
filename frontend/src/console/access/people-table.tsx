/** Everybody who may sign in, one row each. */
import * as Menu from '@kobalte/core/dropdown-menu'
import type { UserView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import KeyRound from 'lucide-solid/icons/key-round'
import LogOut from 'lucide-solid/icons/log-out'
import Pencil from 'lucide-solid/icons/pencil'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import ShieldOff from 'lucide-solid/icons/shield-off'
import Trash from 'lucide-solid/icons/trash'
import UserRoundCheck from 'lucide-solid/icons/user-round-check'
import UserRoundX from 'lucide-solid/icons/user-round-x'
import type { Component, JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useI18n } from '../../i18n/i18n.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { StateWord, type Tone } from '../../ui/tone.tsx'
import { initials } from '../initials.ts'
import { RowMenu } from './row-menu.tsx'
import { useOutlets } from './use-outlets.ts'

/** What can be done about a person; the word of each is `people.act.<act>`. */
export type PersonAct = 'edit' | 'reset' | 'signOut' | 'removeFactor' | 'disable' | 'enable' | 'delete'

const icons: Record<PersonAct, Component<{ size?: number; class?: string; 'aria-hidden'?: 'true' }>> = {
  edit: Pencil,
  reset: KeyRound,
  signOut: LogOut,
  removeFactor: ShieldOff,
  disable: UserRoundX,
  enable: UserRoundCheck,
  delete: Trash,
}

/** What makes sense for this person; for oneself only what does not lock one out, the rest is on the account's page. */
function actsFor(person: Pick<UserView, 'disabled' | 'second_factor'>, own: boolean): PersonAct[] {
  if (own) return ['edit']
  return [
    'edit',
    'reset',
    ...(person.second_factor ? (['removeFactor'] as const) : []),
    ...(person.disabled ? (['enable'] as const) : (['signOut', 'disable'] as const)),
    'delete',
  ]
}

function PersonMenu(props: { person: UserView; own: boolean; onAct: (act: PersonAct) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <RowMenu label={i18n.t('people.acts', { name: props.person.name })}>
      <For each={actsFor(props.person, props.own)}>
        {act => (
          <Menu.Item class={`pop-item ${act === 'delete' || act === 'disable' ? 'text-stop' : ''}`} onSelect={() => props.onAct(act)}>
            <Dynamic
              component={icons[act]}
              size={17}
              class={act === 'delete' || act === 'disable' ? '' : 'text-muted'}
              aria-hidden="true"
            />
            {i18n.t(`people.act.${act}`)}
          </Menu.Item>
        )}
      </For>
    </RowMenu>
  )
}

function PersonRow(props: { person: UserView; own: boolean; onAct: (act: PersonAct) => void }): JSX.Element {
  const i18n = useI18n()
  const outlets = useOutlets()
  const p = () => props.person
  const state = (): { tone: Tone; word: string; icon?: typeof UserRoundX } => {
    if (p().disabled) return { tone: 'stale', word: i18n.t('people.disabled'), icon: UserRoundX }
    if (p().must_change_password) return { tone: 'attend', word: i18n.t('people.newPassword') }
    return { tone: 'flow', word: i18n.t('people.active') }
  }
  return (
    <tr class={p().disabled ? 'text-muted' : ''}>
      <td>
        <div class="flex min-w-0 items-center gap-3">
          <span
            class="grid size-9 shrink-0 place-items-center rounded-full bg-panel-3 text-[12px] font-[620] max-sm:hidden"
            aria-hidden="true"
          >
            {initials(p().name)}
          </span>
          <div class="min-w-0">
            <div class="font-[560] [overflow-wrap:anywhere]">
              {p().name}
              <Show when={props.own}>
                <span class="ml-2 text-[13px] font-[450] text-faint">{i18n.t('people.you')}</span>
              </Show>
            </div>
            <div class="text-[13px] text-muted [overflow-wrap:anywhere]">{p().email}</div>
            <div class="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-[13px] md:hidden">
              {i18n.t(`role.${p().role}`)}
              <StateWord {...state()} />
            </div>
          </div>
        </div>
      </td>
      <td class="max-md:hidden">{i18n.t(`role.${p().role}`)}</td>
      <td class="max-w-[26ch] text-muted max-lg:hidden">
        <span class="line-clamp-2" title={outlets.words(p().outlets)}>
          {outlets.words(p().outlets)}
        </span>
      </td>
      <td class="max-md:hidden">
        <Show when={p().second_factor} fallback={<span class="text-faint">{i18n.t('people.noFactor')}</span>}>
          <StateWord tone="flow" icon={ShieldCheck} word={i18n.t('people.hasFactor')} />
        </Show>
      </td>
      <td class="max-md:hidden">
        <StateWord {...state()} />
      </td>
      <td class="w-px text-right">
        <PersonMenu person={p()} own={props.own} onAct={props.onAct} />
      </td>
    </tr>
  )
}

export function PeopleTable(props: {
  items: readonly UserView[]
  ownId: string | undefined
  onAct: (person: UserView, act: PersonAct) => void
}): JSX.Element {
  const i18n = useI18n()
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t('people.name')}</th>
          <th class="max-md:hidden">{i18n.t('people.role')}</th>
          <th class="max-lg:hidden">{i18n.t('outlets.label')}</th>
          <th class="max-md:hidden">{i18n.t('factor.title')}</th>
          <th class="max-md:hidden">{i18n.t('people.state')}</th>
          <SpokenHead text={i18n.t('access.acts')} />
        </tr>
      </thead>
      <tbody>
        <Key each={props.items} by="id">
          {person => <PersonRow person={person()} own={person().id === props.ownId} onAct={act => props.onAct(person(), act)} />}
        </Key>
      </tbody>
    </table>
  )
}
