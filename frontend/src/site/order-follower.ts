/** Sending the commands of one machine and following the newest of them until its end is known. Knows nothing of screens. */
import type { Clock, Timer } from '@palang/kit/clock'
import { type CommandState, type CommandView, mayBecome } from '@palang/protocol'
import { ApiProblem } from '../api/problem.ts'
import type { LiveCommand } from '../live/state.ts'
import { type CommandStory, hasEnded, newStory, type Order } from './command-life.ts'

/** While nothing is heard of a command, the hub is asked for its record this often. */
export const askEveryMs = 12_000

export interface OrderFollowerOptions<O extends Order> {
  clock: Clock
  /** Gives the command to the hub; resolves when the machine took it. */
  give: (order: O) => Promise<CommandView>
  /** Whether something is seen to move while it is carried out. */
  moves: (order: O) => boolean
  /** The hub's record of a command. */
  record: (id: string) => Promise<CommandView>
  /** The story to show, after each change. */
  show: (story: CommandStory<O['action']>) => void
  /** The command shown has ended; told once for each, and once more when an `unknown` end is resolved. */
  tell: (story: CommandStory<O['action']>) => void
  /** What a failed request says to people. */
  words: (error: unknown) => string
}

export interface OrderFollower<O extends Order> {
  /** Sends; rejects when the hub refuses. Whatever was followed before is not followed any more. */
  send(order: O): Promise<void>
  /** Follows a command that was given earlier, unless one was sent meanwhile. */
  take(story: CommandStory<O['action']>): void
  /** What the link has told of a command; those not followed change nothing. */
  heard(command: LiveCommand): void
  /** The machine's word on what moves: `isMoving` says whether that is what the act followed asked for. The first time counts. */
  saw(isMoving: (action: O['action']) => boolean): void
  /** Something may have been missed: asks the hub now. */
  askNow(): void
  /** Asks no more; the end of what is under way is still told when its answer brings it. */
  stop(): void
}

/** One command and what is under way for it. A later one takes its place, and then nothing of this one is shown. */
interface Ticket<Action extends string> {
  story: CommandStory<Action>
  timer: Timer | undefined
}

/** A follower without a command. */
export function followOrders<O extends Order>(options: OrderFollowerOptions<O>): OrderFollower<O> {
  const { clock, give, moves, words } = options
  const tickets = createTickets(options)
  const follow = (ticket: Ticket<O['action']>, command: CommandView) => {
    tickets.change(ticket, { id: command.id, actor: command.actor })
    tickets.step(ticket, command.state, clock.now(), outcomeOf(command))
    tickets.askLater(ticket, command.id)
  }
  return {
    async send(order) {
      const ticket = tickets.begin(newStory<O['action']>(order, clock.now(), moves(order)))
      try {
        follow(ticket, await give(order))
      } catch (error) {
        const recorded = error instanceof ApiProblem ? error.command : undefined
        if (recorded === undefined) tickets.change(ticket, unrecorded(error, clock.now(), words(error)))
        else follow(ticket, recorded)
        throw error
      }
    },
    take(story) {
      if (tickets.current() !== undefined) return
      tickets.begin(story)
      tickets.askNow()
    },
    heard({ id, steps, evidence, error }) {
      const ticket = tickets.current()
      if (ticket === undefined || ticket.story.id !== id) return
      for (const { state, atMs } of steps) tickets.step(ticket, state, atMs, { evidence, error })
    },
    saw(isMoving) {
      const ticket = tickets.current()
      if (ticket === undefined || ticket.story.movingAtMs !== undefined) return
      if (isMoving(ticket.story.action)) tickets.change(ticket, { movingAtMs: clock.now() })
    },
    askNow: tickets.askNow,
    stop: tickets.stop,
  }
}

/** The newest ticket, changed by nobody but through here. */
function createTickets<O extends Order>({ clock, record, show, tell, words }: OrderFollowerOptions<O>) {
  type Followed = Ticket<O['action']>
  let current: Followed | undefined
  let stopped = false

  const isOver = (ticket: Followed) => ticket !== current || hasEnded(ticket.story)
  const change = (ticket: Followed, part: Partial<CommandStory<O['action']>>) => {
    // What the machine's journal says later of an unknown end is heard, nothing else of a command that has ended.
    if (isOver(ticket) && !(ticket === current && part.state !== undefined && resolves(ticket.story, part.state))) return
    ticket.story = { ...ticket.story, ...part }
    show(ticket.story)
    if (!hasEnded(ticket.story)) return
    ticket.timer?.cancel()
    tell(ticket.story)
  }
  const step = (ticket: Followed, state: CommandState, atMs: number, outcome: Outcome) => {
    // What was wrong while nobody knew is not wrong with a success.
    const end = state === 'succeeded' ? { ...outcome, error: undefined } : outcome
    if (hasEnded({ state })) change(ticket, { state, endedAtMs: atMs, ...end })
    else if (state === 'accepted' && ticket.story.acceptedAtMs === undefined) change(ticket, { state, acceptedAtMs: atMs })
  }
  const askLater = (ticket: Followed, id: string) => {
    ticket.timer?.cancel()
    if (!stopped && !isOver(ticket)) ticket.timer = clock.after(askEveryMs, () => void ask(ticket, id))
  }
  /** Asks again and again until the end is known: an answer that is lost, or one that says "not yet", is not the last. */
  const ask = async (ticket: Followed, id: string) => {
    askLater(ticket, id)
    try {
      const command = await record(id)
      step(ticket, command.state, clock.now(), outcomeOf(command))
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'not_found') return
      change(ticket, { state: 'unknown', endedAtMs: clock.now(), error: { code: error.code, message: words(error) } })
    }
  }
  return {
    current: () => current,
    begin(story: CommandStory<O['action']>): Followed {
      current?.timer?.cancel()
      current = { story, timer: undefined }
      show(story)
      return current
    },
    change,
    step,
    askLater,
    askNow() {
      const id = current?.story.id
      if (current !== undefined && id !== undefined && !stopped && (!isOver(current) || current.story.state === 'unknown'))
        void ask(current, id)
    },
    stop() {
      stopped = true
      current?.timer?.cancel()
    },
  }
}

function resolves(story: CommandStory, state: CommandState): boolean {
  return story.state === 'unknown' && mayBecome('unknown', state)
}

type Outcome = Pick<CommandStory, 'evidence' | 'error'>

function outcomeOf({ evidence, error }: CommandView): Outcome {
  return { evidence: evidence ?? undefined, error: error ?? undefined }
}

/**
 * The end of an order of which no record came back. Only a request the hub would not take has surely moved nothing; whatever
 * failed on the way or inside the hub may have left for the machine before.
 */
function unrecorded(error: unknown, atMs: number, message: string): Pick<CommandStory, 'state' | 'endedAtMs' | 'error'> {
  const code = error instanceof ApiProblem ? error.code : 'unexpected'
  const wasTurnedAway = error instanceof ApiProblem && code !== 'unexpected' && error.status >= 400 && error.status < 500
  return { state: wasTurnedAway ? 'rejected' : 'unknown', endedAtMs: atMs, error: { code, message } }
}
