/** Letting the controller of a machine in from another computer: a code for one use, large enough to read across a room. */
import type { ActivationCode } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Check from 'lucide-solid/icons/check'
import Timer from 'lucide-solid/icons/timer'
import { createEffect, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { dataOf } from '../../api/data-of.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Exactly } from '../../ui/copy.tsx'
import { Failed, SkeletonRows } from '../../ui/condition.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { Modal } from '../../ui/dialog.tsx'
import { Badge } from '../../ui/tone.tsx'
import { useSite } from '../../site/site.tsx'

/** How often the hub is asked whether the machine came for its token. */
const pollMs = 3_000

/** What the technician types on the other computer. */
function activationCommand(code: string): string {
  return `./start-all.sh --activate ${code}`
}

/** True once the machine has a token it did not have when the dialog opened. */
function useFetched(machineId: () => string): () => boolean {
  const tokens = useQuery(() => ({ queryKey: ['tokens'], queryFn: accessApi.tokens, refetchInterval: pollMs }))
  const ids = () =>
    dataOf(tokens)
      ?.items.filter(token => token.machine_id === machineId() && token.kind === 'machine')
      .map(token => token.id)
  const before = new Set(ids())
  return () => ids()?.some(id => !before.has(id)) === true
}

function CodeView(props: { code: ActivationCode; onAgain: () => void }): JSX.Element {
  const i18n = useI18n()
  const leftMs = createCountdown(() => Date.parse(props.code.expires_at))
  const fetched = useFetched(() => props.code.machine_id)
  return (
    <Switch>
      <Match when={fetched()}>
        <div class="grid justify-items-center gap-3 py-6 text-center" role="status">
          <span class="flow grid size-12 place-items-center rounded-full bg-(--s) text-(--c)">
            <Check size={24} aria-hidden="true" />
          </span>
          <p class="font-[600]">{i18n.t('activate.used')}</p>
        </div>
      </Match>
      <Match when={leftMs() === 0}>
        <div class="grid justify-items-center gap-4 py-6 text-center">
          <p class="font-[600]" role="status">
            {i18n.t('activate.over')}
          </p>
          <button type="button" class="btn btn-primary" onClick={() => props.onAgain()}>
            {i18n.t('activate.again')}
          </button>
        </div>
      </Match>
      <Match when={leftMs() > 0}>
        <div class="grid gap-4">
          <Exactly large text={props.code.code} />
          <div class="text-center">
            <Badge tone="attend" icon={Timer}>
              <span>
                {i18n.t('activate.left')}{' '}
                <strong role="timer" aria-live="off">
                  {leftText(leftMs())}
                </strong>
              </span>
            </Badge>
          </div>
          <div class="field">
            <span class="field-label">{i18n.t('activate.command')}</span>
            <Exactly text={activationCommand(props.code.code)} />
          </div>
          <p class="hint">{i18n.t('activate.hint')}</p>
        </div>
      </Match>
    </Switch>
  )
}

/** Makes a code as soon as it opens, and another when the first ran out. */
export function Activation(props: { machineId: string | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const [code, setCode] = createSignal<ActivationCode>()
  const [problem, setProblem] = createSignal<unknown>()
  const make = async (machineId: string) => {
    setCode(undefined)
    setProblem(undefined)
    try {
      const made = await accessApi.activation(machineId)
      if (props.machineId === machineId) setCode(made)
    } catch (error) {
      setProblem(error)
    }
  }
  createEffect(
    on(
      () => props.machineId,
      machineId => {
        if (machineId !== undefined) void make(machineId)
      },
    ),
  )
  return (
    <Modal
      firm
      open={props.machineId !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t('activate.title', { machine: site.nameOf(props.machineId) })}
      text={i18n.t('activate.text')}
    >
      <Show when={code()} fallback={<Waiting problem={problem()} retry={() => void make(props.machineId ?? '')} />}>
        {found => <CodeView code={found()} onAgain={() => void make(found().machine_id)} />}
      </Show>
    </Modal>
  )
}

function Waiting(props: { problem: unknown; retry: () => void }): JSX.Element {
  return (
    <Show when={props.problem} fallback={<SkeletonRows rows={3} height={30} />}>
      {error => <Failed compact error={error()} retry={props.retry} />}
    </Show>
  )
}
