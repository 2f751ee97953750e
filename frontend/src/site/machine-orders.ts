/** The commands of one machine on a page: fed by the link and by HTTP, their ends told as toasts. */
import { pageClock } from '@palang/kit/clock'
import type { CommandLife, CommandView } from '@palang/protocol'
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { problemText } from '../api/problem.ts'
import { type I18n, useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import type { LiveMachine } from '../live/state.ts'
import { toast } from '../ui/toast.tsx'
import { commandProblem } from '../words/stay-words.ts'
import { type CommandStory, hasEnded, isAssumed, type Order } from './command-life.ts'
import { followOrders } from './order-follower.ts'

export interface MachineOrders<O extends Order> {
  /** The command to show: the one just sent, else the last one on record. */
  story: Accessor<CommandStory<O['action']> | undefined>
  /** True from sending until the end is known. */
  busy: Accessor<boolean>
  /** Sends; the outcome is told as a toast. Rejects when the hub refuses. */
  send(order: O): Promise<void>
}

/** What the commands of one family are. */
export interface OrderKind<O extends Order> {
  give: (order: O) => Promise<CommandView>
  moves: (order: O) => boolean
  /** Whether the machine says that it does what was asked. */
  isMoving: (action: O['action'], machine: LiveMachine | undefined) => boolean
  /** Whether its success needs no sensor: it is the machine's own state, or what its board confirms. */
  tellsItself?: (action: O['action']) => boolean
  /** Whether a record of the hub is one of these. */
  isOne: (command: CommandView) => boolean
  story: (command: CommandLife) => CommandStory<O['action']>
  words: {
    name: () => string
    done: (action: O['action']) => string
    /** What to do while nobody knows how it ended. */
    unknown: () => string
  }
}

/** Follows the commands of one machine. */
export function createMachineOrders<O extends Order>(machineId: string, kind: OrderKind<O>): MachineOrders<O> {
  const i18n = useI18n()
  const live = useLive()
  const [story, setStory] = createSignal<CommandStory<O['action']>>()
  const told = (one: CommandStory<O['action']>) => ({ ...one, tellsItself: kind.tellsItself?.(one.action) === true })
  const follower = followOrders<O>({
    clock: pageClock,
    give: kind.give,
    moves: kind.moves,
    record: id => api.command(id),
    show: shown => setStory(() => told(shown)),
    tell: done => tellOutcome(i18n, kind.words, told(done)),
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
    const machine = live.machine(machineId)
    follower.saw(action => kind.isMoving(action, machine))
  })
  onCleanup(live.onReconnect(() => follower.askNow()))
  onCleanup(() => follower.stop())
  void loadLast(machineId, kind).then(last => {
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
function tellOutcome<O extends Order>(i18n: I18n, words: OrderKind<O>['words'], done: CommandStory<O['action']>): void {
  const closeLabel = i18n.t('toast.close')
  const name = { gate: words.name() }
  const detail = done.error === undefined ? undefined : commandProblem(i18n, done.error)
  if (done.state === 'unknown') toast({ tone: 'attend', title: i18n.t('toast.unknown', name), detail: words.unknown(), closeLabel })
  else if (done.state !== 'succeeded') toast({ tone: 'stop', title: i18n.t('toast.failed', name), detail, closeLabel })
  else if (isAssumed(done)) toast({ tone: 'attend', title: i18n.t('toast.assumed', name), closeLabel })
  else toast({ tone: 'flow', title: words.done(done.action), closeLabel })
}

async function loadLast<O extends Order>(machineId: string, kind: OrderKind<O>): Promise<CommandStory<O['action']> | undefined> {
  try {
    const { items } = await api.lastCommands(machineId)
    const last = items.find(command => kind.isOne(command))
    return last === undefined ? undefined : kind.story(await api.command(last.id))
  } catch {
    // The panel then says that there is no command yet; the page's other reads tell what is wrong.
    return undefined
  }
}
