/** Search across machines, pages, sessions and cards. Opens with `/`, moves with the arrows, goes with Enter. */
import * as Dialog from '@kobalte/core/dialog'
import { useNavigate } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import CreditCard from 'lucide-solid/icons/credit-card'
import Rows3 from 'lucide-solid/icons/rows-3'
import Search from 'lucide-solid/icons/search'
import X from 'lucide-solid/icons/x'
import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { families } from '../../families/registry.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { createFocusReturn } from '../../ui/focus-return.ts'
import { plateText, sessionTitle, stayWord } from '../../words/stay-words.ts'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { type Destination, destinationsFor } from './destinations.ts'

interface Hit {
  group: string
  label: string
  note: string
  path: string
  icon: Destination['icon']
}

/** How long a person pauses before the hub is asked. */
const pauseMs = 220

/** What matches `text`, near things at once and the hub's answers when they come. */
function useHits(text: () => string): () => Hit[] {
  const i18n = useI18n()
  const site = useSite()
  const account = useAccount()
  const [asked, setAsked] = createSignal('')
  createEffect(
    on(text, value => {
      const timer = setTimeout(() => setAsked(value.trim()), pauseMs)
      onCleanup(() => clearTimeout(timer))
    }),
  )
  const enabled = () => asked().length >= 2
  const sessions = useQuery(() => ({
    queryKey: ['search', 'sessions', asked()],
    queryFn: () => api.sessions({ search: asked() }, undefined, 6),
    enabled: enabled(),
  }))
  const cards = useQuery(() => ({ queryKey: ['search', 'cards', asked()], queryFn: () => api.cards(asked()), enabled: enabled() }))
  return createMemo(() => {
    const wanted = text().trim().toLowerCase()
    const has = (value: string) => value.toLowerCase().includes(wanted)
    const hits: Hit[] = []
    for (const row of site.machines() ?? []) {
      if (!has(row.name) && !has(row.id)) continue
      const family = families[row.view.family]
      if (family.path !== undefined)
        hits.push({ group: i18n.t('search.machines'), label: row.name, note: row.id, path: family.path(row.id), icon: family.icon })
    }
    for (const to of destinationsFor(account)) {
      if (has(i18n.t(to.word))) hits.push({ group: i18n.t('search.pages'), label: i18n.t(to.word), note: '', path: to.path, icon: to.icon })
    }
    if (wanted === '' || !enabled()) return hits.slice(0, 12)
    for (const session of dataOf(sessions)?.items ?? []) {
      const when = i18n.format().moment(session.entered_at ?? session.opened_at)
      const note = [session.license_plate === null ? null : plateText(session.license_plate), stayWord(i18n, session.state), when]
        .filter(part => part !== null)
        .join(' · ')
      hits.push({
        group: i18n.t('search.sessions'),
        label: sessionTitle(session, site.nameOf),
        note,
        path: `/sessions/${session.id}`,
        icon: Rows3,
      })
    }
    for (const card of (dataOf(cards)?.items ?? []).slice(0, 5)) {
      hits.push({
        group: i18n.t('search.cards'),
        label: card.id,
        note: card.holder ?? '',
        path: `/cards?q=${encodeURIComponent(card.id)}`,
        icon: CreditCard,
      })
    }
    return hits
  })
}

function Hits(props: { hits: Hit[]; at: number; onGo: (hit: Hit) => void; onPoint: (index: number) => void }): JSX.Element {
  return (
    <ul id="palette-list" role="listbox" aria-label="Palang" class="m-0 max-h-[min(420px,56vh)] list-none overflow-y-auto p-2">
      <For each={props.hits}>
        {(hit, index) => (
          <>
            <Show when={index() === 0 || props.hits[index() - 1]?.group !== hit.group}>
              <li role="presentation" class="px-2.5 pt-2.5 pb-1 text-[12px] font-[550] text-faint">
                {hit.group}
              </li>
            </Show>
            <li
              id={`palette-${index()}`}
              role="option"
              aria-selected={index() === props.at}
              class="pop-item cursor-pointer"
              data-highlighted={index() === props.at ? '' : undefined}
              onPointerMove={() => props.onPoint(index())}
              onClick={() => props.onGo(hit)}
            >
              <Dynamic component={hit.icon} size={17} class="shrink-0 text-muted" aria-hidden="true" />
              <span class="max-w-[72%] shrink-0 truncate font-[540]">{hit.label}</span>
              <span class="ml-auto truncate pl-4 text-[13px] text-muted">{hit.note}</span>
            </li>
          </>
        )}
      </For>
    </ul>
  )
}

/** The search dialog. */
export function Palette(props: { onClose: () => void }): JSX.Element {
  const giveFocusBack = createFocusReturn(() => true)
  return (
    <Dialog.Root
      open
      onOpenChange={open => {
        if (!open) props.onClose()
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay class="scrim" />
        <div class="dialog-place content-start pt-[12vh] max-md:pt-4">
          <PaletteBody onClose={() => props.onClose()} onClosed={giveFocusBack} />
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PaletteBody(props: { onClose: () => void; onClosed: () => void }): JSX.Element {
  const i18n = useI18n()
  const navigate = useNavigate()
  const [text, setText] = createSignal('')
  const [at, setAt] = createSignal(0)
  const hits = useHits(text)
  createEffect(on(text, () => setAt(0)))
  const go = (path: string) => {
    props.onClose()
    navigate(path)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = hits().length - 1
    if (event.key === 'ArrowDown') setAt(index => Math.min(index + 1, last))
    else if (event.key === 'ArrowUp') setAt(index => Math.max(index - 1, 0))
    else if (event.key === 'Enter') {
      const hit = hits()[at()]
      if (hit !== undefined) go(hit.path)
      else if (text().trim() !== '') go(`/sessions?q=${encodeURIComponent(text().trim())}&open=any`)
    } else return
    event.preventDefault()
    document.querySelector(`#palette-${at()}`)?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <Dialog.Content class="dialog w-[min(600px,100%)] overflow-hidden p-0" onCloseAutoFocus={() => props.onClosed()}>
      <Dialog.Title class="sr-only">{i18n.t('search.label')}</Dialog.Title>
      <div class="flex h-[58px] items-center gap-3 border-b border-line-soft px-5">
        <Search size={19} class="shrink-0 text-muted" aria-hidden="true" />
        <input
          class="min-w-0 flex-1 border-0 bg-transparent text-[16px] outline-none"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={hits().length > 0 ? `palette-${at()}` : undefined}
          aria-label={i18n.t('search.label')}
          placeholder={i18n.t('search.placeholder')}
          autocomplete="off"
          spellcheck={false}
          value={text()}
          onInput={event => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <kbd class="kbd max-md:hidden">Esc</kbd>
        <Dialog.CloseButton class="btn btn-quiet btn-icon -mr-3 md:hidden" aria-label={i18n.t('action.close')}>
          <X size={18} aria-hidden="true" />
        </Dialog.CloseButton>
      </div>
      <Hits hits={hits()} at={at()} onGo={hit => go(hit.path)} onPoint={setAt} />
      <Show when={hits().length === 0}>
        <p class="px-5 pt-3 pb-6 text-center text-muted">{i18n.t('search.none', { query: text() })}</p>
      </Show>
    </Dialog.Content>
  )
}
