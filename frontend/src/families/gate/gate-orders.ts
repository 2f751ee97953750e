/** The commands of one gate on the page: fed by the link and by HTTP, their ends told as toasts. */
import { pageClock } from '@palang/kit/clock'
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'
import { api, type GateOrder } from '../../api/endpoints.ts'
import { problemText } from '../../api/problem.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { toast } from '../../ui/toast.tsx'
import { type CommandStory, endTone, hasEnded, storyOfRecord } from './command-life.ts'
import { followOrders } from './order-follower.ts'
import { commandProblem } from '../../words/stay-words.ts'

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
  const follower = followOrders({
    clock: pageClock,
    give: order => api.controlGate(gateId, order),
    record: id => api.command(id),
    show: setStory,
    tell: done => tellOutcome(i18n, gateName(), done),
    words: error => problemText(i18n, error),
  })
  // The link often tells a step before the answer has named the command: looked at again once it is named.
  createEffect(() => {
    const id = story()?.id
    const heard = id === undefined ? undefined : live.state.commands[id]
    if (heard !== undefined) follower.heard(heard)
  })
  createEffect(() => {
    story()
    follower.boom(live.machine(gateId)?.gate?.status)
  })
  onCleanup(live.onReconnect(() => follower.askNow()))
  onCleanup(() => follower.stop())
  void loadLast(gateId).then(last => {
    if (last !== undefined) follower.take(last)
  })
  return {
    story,
    busy: () => {
      const current = story()
      return current !== undefined && !hasEnded(current)
    },
    send: order => follower.send(order),
  }
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
