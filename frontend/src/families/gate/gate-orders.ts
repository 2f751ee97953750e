/** Sending barrier commands and following each until it is proven. */
import type { CommandView } from '@palang/protocol'
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'
import { api, type GateOrder } from '../../api/endpoints.ts'
import { ApiProblem, problemText } from '../../api/problem.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { toast } from '../../ui/toast.tsx'
import { type CommandStory, endTone, hasEnded, storyOfRecord } from './command-life.ts'
import { commandProblem } from './stay-words.ts'

/** When the link says nothing, the hub is asked how a command ended. */
const askAfterMs = 12_000

export interface GateOrders {
  /** The command to show: the one just sent, else the last one on record. */
  story: Accessor<CommandStory | undefined>
  /** True from sending until the end is known. */
  busy: Accessor<boolean>
  /** Sends; the outcome is told as a toast. Rejects when the hub refuses. */
  send(order: GateOrder): Promise<void>
}

/** Follows the commands of one gate. */
export function createGateOrders(gateId: string, gateName: () => string): GateOrders {
  const i18n = useI18n()
  const live = useLive()
  const [story, setStory] = createSignal<CommandStory>()
  const change = (part: Partial<CommandStory>) => setStory(current => (current === undefined ? current : { ...current, ...part }))
  let timer: ReturnType<typeof setTimeout> | undefined

  const settle = (part: Partial<CommandStory>) => {
    clearTimeout(timer)
    change(part)
    const done = story()
    if (done !== undefined) tellOutcome(i18n, gateName(), done)
  }
  const readRecord = async (id: string) => {
    const record = await api.command(id).catch(() => undefined)
    if (record !== undefined) live.noteCommand(gateId, { command_id: id, state: record.state, ...outcomeOf(record) })
  }

  // The link tells each step; the first end closes the story.
  createEffect(() => {
    const current = story()
    if (current?.id === undefined || hasEnded(current)) return
    const heard = live.state.commands[current.id]
    if (heard === undefined) return
    const accepted = heard.steps.find(step => step.state === 'accepted')
    if (accepted !== undefined && current.acceptedAtMs === undefined) change({ acceptedAtMs: accepted.atMs, state: 'accepted' })
    const end = heard.steps.find(step => !['queued', 'sent', 'accepted'].includes(step.state))
    if (end !== undefined) settle({ state: end.state, endedAtMs: end.atMs, evidence: heard.evidence, error: heard.error })
  })
  watchBoom(gateId, story, () => change({ movingAtMs: Date.now() }))
  onCleanup(() => clearTimeout(timer))
  void loadLast(gateId).then(last => {
    if (last !== undefined) setStory(current => current ?? last)
  })

  return {
    story,
    busy: () => {
      const current = story()
      return current !== undefined && !hasEnded(current)
    },
    async send(order) {
      setStory(newStory(order))
      try {
        const command = await api.controlGate(gateId, order)
        change({ id: command.id, actor: command.actor })
        live.noteCommand(gateId, { command_id: command.id, state: command.state, ...outcomeOf(command) })
        timer = setTimeout(() => void readRecord(command.id), askAfterMs)
      } catch (error) {
        settle(refusalOf(error, problemText(i18n, error)))
        throw error
      }
    },
  }
}

/** The boom itself tells when it starts to move; `moves` hears it once for each command. */
function watchBoom(gateId: string, story: Accessor<CommandStory | undefined>, moves: () => void): void {
  const live = useLive()
  createEffect(() => {
    const status = live.machine(gateId)?.gate?.status
    const current = story()
    if (current === undefined || hasEnded(current) || current.movingAtMs !== undefined) return
    if ((current.action === 'open' && status === 'opening') || (current.action === 'close' && status === 'closing')) moves()
  })
}

/** Says how a command ended, in a toast. */
function tellOutcome(i18n: I18n, gate: string, done: CommandStory): void {
  const closeLabel = i18n.t('toast.close')
  const detail = done.error === undefined ? undefined : commandProblem(i18n, done.error)
  if (done.state === 'unknown')
    toast({ tone: 'attend', title: i18n.t('toast.unknown', { gate }), detail: i18n.t('toast.unknownDetail'), closeLabel })
  else if (done.state !== 'succeeded') toast({ tone: 'stop', title: i18n.t('toast.failed', { gate }), detail, closeLabel })
  else if (endTone(done) === 'attend') toast({ tone: 'attend', title: i18n.t('toast.assumed', { gate }), closeLabel })
  else toast({ tone: 'flow', title: i18n.t(`toast.${done.action}Done`, { gate }), closeLabel })
}

function newStory(order: GateOrder): CommandStory {
  return {
    id: undefined,
    action: order.action,
    sentAtMs: Date.now(),
    acceptedAtMs: undefined,
    movingAtMs: undefined,
    endedAtMs: undefined,
    state: 'sent',
    evidence: undefined,
    error: undefined,
    reason: order.reason,
    actor: undefined,
  }
}

/** An answer that was a refusal. A lost answer is not: the gate may have moved. */
function refusalOf(error: unknown, message: string): Partial<CommandStory> {
  const code = error instanceof ApiProblem ? error.code : 'unexpected'
  const lost = code === 'outcome_unknown' || code === 'network' || code === 'unexpected'
  return { state: lost ? 'unknown' : 'rejected', endedAtMs: Date.now(), error: { code, message } }
}

function outcomeOf(command: CommandView): { evidence?: NonNullable<CommandView['evidence']>; error?: NonNullable<CommandView['error']> } {
  return {
    ...(command.evidence === null ? {} : { evidence: command.evidence }),
    ...(command.error === null ? {} : { error: command.error }),
  }
}

async function loadLast(gateId: string): Promise<CommandStory | undefined> {
  try {
    const { items } = await api.lastCommands(gateId)
    const last = items.find(command => command.type === 'gate_control')
    return last === undefined ? undefined : storyOfRecord(await api.command(last.id))
  } catch {
    // The panel then says that there is no command yet; the page's other reads tell what is wrong.
    return undefined
  }
}
