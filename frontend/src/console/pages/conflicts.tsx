/** What does not fit together, and what is proposed about it. */
import type { ConflictView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { useInfiniteQuery, useQueryClient } from '@tanstack/solid-query'
import GitCompareArrows from 'lucide-solid/icons/git-compare-arrows'
import { createSignal, type JSX, Show } from 'solid-js'
import { identityApi } from '../../api/identity-endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { problemText } from '../../api/problem.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { ConflictLine } from '../identity/conflict-line.tsx'
import { PassbackPanel } from '../identity/passback-panel.tsx'
import { useWords } from '../identity/words.ts'

type State = ConflictView['state']

/** Deciding, one at a time; what came of it is said in a toast. */
function useDeciding() {
  const i18n = useI18n()
  const word = useWords()
  const client = useQueryClient()
  const [busy, setBusy] = createSignal<string>()
  const say = (tone: 'flow' | 'attend' | 'stop', title: string) => toast({ tone, title, closeLabel: i18n.t('toast.close') })
  const told = async (conflict: ConflictView) => {
    if (conflict.state === 'withdrawn') say('attend', word('conflicts.doneWithdrawn'))
    else say('flow', word(conflict.state === 'accepted' ? 'conflicts.doneAccepted' : 'conflicts.doneDeclined'))
    await Promise.all(['conflicts', 'alarms', 'sessions'].map(name => client.invalidateQueries({ queryKey: [name] })))
  }
  return {
    busy,
    accept: async ({ id }: ConflictView) => {
      setBusy(id)
      try {
        await told(await identityApi.acceptConflict(id))
      } catch (error) {
        say('stop', problemText(i18n, error))
      } finally {
        setBusy(undefined)
      }
    },
    decline: async ({ id }: ConflictView, reason: string) => told(await identityApi.declineConflict(id, reason)),
  }
}

function Decline(props: { conflict: ConflictView | undefined; onClose: () => void; run: (reason: string) => Promise<void> }): JSX.Element {
  const word = useWords()
  const [reason, setReason] = createSignal('')
  const run = async () => {
    await props.run(reason().trim())
    setReason('')
  }
  return (
    <Confirm
      open={props.conflict !== undefined}
      onClose={props.onClose}
      title={word('conflicts.declineTitle')}
      text={word('conflicts.declineText')}
      confirm={word('conflicts.decline')}
      ready={reason().trim() !== ''}
      run={run}
    >
      <Show when={props.conflict}>
        {conflict => <p class="note attend">{word(`conflicts.kind.${conflict().kind}`, { subject: conflict().subject })}</p>}
      </Show>
      <TextField id="decline-reason" label={word('conflicts.reason')} value={reason()} maxlength={200} onInput={setReason} />
    </Confirm>
  )
}

function None(props: { shown: State }): JSX.Element {
  const word = useWords()
  return (
    <Empty
      icon={GitCompareArrows}
      title={word(props.shown === 'open' ? 'conflicts.none' : 'conflicts.noneOther')}
      hint={props.shown === 'open' ? word('conflicts.noneHint') : undefined}
    />
  )
}

export default function Conflicts(): JSX.Element {
  const word = useWords()
  const [shown, setShown] = createSignal<State>('open')
  const [declining, setDeclining] = createSignal<ConflictView>()
  const deciding = useDeciding()
  const query = useInfiniteQuery(() => ({
    queryKey: ['conflicts', shown()],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => identityApi.conflicts(shown(), pageParam),
    ...byCursor,
    refetchInterval: 60_000,
  }))
  const items = () => itemsOf(query)
  const decline = async (reason: string) => {
    const conflict = declining()
    if (conflict !== undefined) await deciding.decline(conflict, reason)
  }
  return (
    <>
      <PageHead title={word('conflicts.title')}>
        <Segments<State>
          chips
          label={word('conflicts.title')}
          value={shown()}
          onChange={setShown}
          options={(['open', 'accepted', 'declined', 'withdrawn'] as const).map(value => ({ value, label: word(`conflicts.${value}`) }))}
        />
      </PageHead>
      <p class="mb-4 max-w-[70ch] text-muted">{word('conflicts.lead')}</p>
      <section class="panel" aria-label={word('conflicts.title')}>
        <Loaded query={query} skeleton={<SkeletonRows rows={4} height={40} />}>
          {() => (
            <Show when={items().length > 0} fallback={<None shown={shown()} />}>
              <ul class="m-0 list-none p-0">
                <Key each={items()} by="id">
                  {conflict => (
                    <ConflictLine
                      conflict={conflict()}
                      busy={deciding.busy() !== undefined}
                      onAccept={() => void deciding.accept(conflict())}
                      onDecline={() => setDeclining(conflict())}
                    />
                  )}
                </Key>
              </ul>
              <LoadMore query={query} />
            </Show>
          )}
        </Loaded>
      </section>
      <PassbackPanel />
      <Decline conflict={declining()} onClose={() => setDeclining(undefined)} run={decline} />
    </>
  )
}
