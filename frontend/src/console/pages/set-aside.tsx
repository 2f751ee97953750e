/** What machines told and the hub could not take: a person looks, and has it tried again or discards it. */
import type { DeadLetterState, DeadLetterView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/solid-query'
import MailCheck from 'lucide-solid/icons/mail-check'
import { createSignal, type JSX, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { type Tone, ToneIcon } from '../../ui/tone.tsx'
import { DiscardLetter, Handled, LetterDetail, useWhat } from '../set-aside-letter.tsx'
import { useSite } from '../../site/site.tsx'

const tones: Record<DeadLetterState, Tone> = { open: 'attend', applied: 'flow', discarded: 'stale' }

function LetterLine(props: { letter: DeadLetterView; onLook: () => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const what = useWhat()
  const letter = () => props.letter
  return (
    <li class={`flex flex-wrap items-start gap-x-4 gap-y-2.5 border-line-soft px-[18px] py-4 not-first:border-t ${tones[letter().state]}`}>
      <span class="mt-px grid size-8 shrink-0 place-items-center rounded-[9px] bg-(--s) text-(--c)">
        <ToneIcon tone={tones[letter().state]} size={17} />
      </span>
      <div class="min-w-0 flex-1 basis-[220px]">
        <div class="font-[580]">{what(letter())}</div>
        <div class="mt-0.5 text-[13px] text-muted">
          {site.nameOf(letter().machine_id)} · {i18n.t('setAside.number', { seq: letter().seq })} ·{' '}
          {i18n.format().moment(letter().received_at)}
        </div>
        <Handled letter={letter()} />
      </div>
      <button type="button" class="btn btn-sm max-sm:ml-12" onClick={() => props.onLook()}>
        {i18n.t('setAside.look')}
      </button>
    </li>
  )
}

function LetterList(props: {
  query: UseQueryResult<Awaited<ReturnType<typeof api.deadLetters>>>
  shown: DeadLetterState
  onLook: (letter: DeadLetterView) => void
}): JSX.Element {
  const i18n = useI18n()
  return (
    <Loaded query={props.query} skeleton={<SkeletonRows rows={4} height={40} />}>
      {data => (
        <Show
          when={data().items.length > 0}
          fallback={
            <Empty
              icon={MailCheck}
              title={i18n.t(props.shown === 'open' ? 'setAside.none' : 'setAside.noneDone')}
              hint={props.shown === 'open' ? i18n.t('setAside.noneHint') : undefined}
            />
          }
        >
          <ul class="m-0 list-none p-0">
            <Key each={data().items} by="id">
              {letter => <LetterLine letter={letter()} onLook={() => props.onLook(letter())} />}
            </Key>
          </ul>
        </Show>
      )}
    </Loaded>
  )
}

export default function SetAside(): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [shown, setShown] = createSignal<DeadLetterState>('open')
  const [looked, setLooked] = createSignal<DeadLetterView>()
  const [discarding, setDiscarding] = createSignal<DeadLetterView>()
  const letters = useQuery(() => ({
    queryKey: ['dead-letters', shown()],
    queryFn: () => api.deadLetters(shown()),
    refetchInterval: 60_000,
  }))
  const done = () => {
    setLooked(undefined)
    void client.invalidateQueries({ queryKey: ['dead-letters'] })
    void client.invalidateQueries({ queryKey: ['alarms'] })
  }
  return (
    <>
      <PageHead title={i18n.t('setAside.title')}>
        <Segments<DeadLetterState>
          chips
          label={i18n.t('setAside.title')}
          value={shown()}
          onChange={setShown}
          options={(['open', 'applied', 'discarded'] as const).map(value => ({ value, label: i18n.t(`setAside.${value}`) }))}
        />
      </PageHead>
      <p class="mb-4 max-w-[70ch] text-muted">{i18n.t('setAside.lead')}</p>
      <section class="panel" aria-label={i18n.t('setAside.title')}>
        <LetterList query={letters} shown={shown()} onLook={setLooked} />
      </section>
      <Modal
        wide
        open={looked() !== undefined && discarding() === undefined}
        onClose={() => setLooked(undefined)}
        title={i18n.t('setAside.title')}
      >
        <Show when={looked()}>{letter => <LetterDetail letter={letter()} onDiscard={() => setDiscarding(letter())} onDone={done} />}</Show>
      </Modal>
      <DiscardLetter letter={discarding()} onClose={() => setDiscarding(undefined)} onDone={done} />
    </>
  )
}
