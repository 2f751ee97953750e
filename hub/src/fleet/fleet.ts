/** The machines of the site: who is connected, and the way of a command to each of them. */
import { isoNow, uuidv7, type Clock } from '@palang/kit'
import { isAudited, isTerminal, mostJournalQuestions, type CommandResult, type Envelope } from '@palang/protocol'
import type { CommandRequest, Fleet } from '../services.ts'
import { machineOf } from '../site-machines.ts'
import type { AuditInput, CommandRecord } from '../store/records.ts'
import type { CommandBook } from './command-book.ts'
import { commandDelays, inTime } from './command-delays.ts'
import type { MachineConnection } from './connection.ts'
import { createDelivery } from './delivery.ts'
import { createFrameQuestions, type FrameQuestions } from './frame-questions.ts'
import { askedAboutSince } from './journal-memory.ts'
import { panelUrlOf, type PanelAddress } from './panel-proxy.ts'
import { createSeats, type SeatsOptions } from './seats.ts'
import { proofFromStatus } from './protocol-0.ts'
import { createTokenDelivery, type TokenAnswer } from './token-delivery.ts'

export interface FleetHub extends Fleet {
  /** The newest connection of a machine wins; its journal is asked about commands whose outcome is open. */
  connected(connection: MachineConnection): Promise<void>
  disconnected(connection: MachineConnection): void
  /** The machine said something. */
  heard(machineId: string): void
  /** A `<type>_response` or a journal's answer. */
  answered(machineId: string, result: CommandResult): Promise<void>
  /** A status of a machine that does not answer commands may still prove one. */
  observed(connection: MachineConnection, message: Envelope): Promise<void>
  /** What the machine says about the token it was given. */
  tokenStored(machineId: string, answer: TokenAnswer): void
  /** A part of what the machine kept of its lines. */
  framesHeard: FrameQuestions['heard']
  start(): Promise<void>
  stop(): void
}

export interface FleetOptions extends SeatsOptions {
  book: CommandBook
  /** Opens a machine's panel; without it commands go over the link only. */
  panelToken(machineId: string): string | undefined
  /** Machines that have no seat, because another way leads to them. */
  otherWays?: { has(machineId: string): boolean; connectionOf(machineId: string): MachineConnection | undefined }
}

/** The fleet of one site. */
export function createFleet(options: FleetOptions): FleetHub {
  const { store, clock, log, book, hubEpoch, otherWays } = options
  const seats = createSeats(options)
  const delivery = createDelivery({ clock, log, book, hubEpoch })
  const tokens = createTokenDelivery(clock)
  const questions = createFrameQuestions(clock)

  const hand = (command: CommandRecord, connection?: MachineConnection, panel?: PanelAddress) => {
    if (connection !== undefined) return delivery.deliver(connection, command)
    return panel === undefined ? delivery.refuse(command) : delivery.carry(command, panel)
  }

  return {
    presence: seats.presence,
    isOnline: seats.isOnline,
    heard: seats.heard,
    disconnected: seats.leave,
    tell: (id, message, needed) => tellOver(seats.connectionOf(id), { ...message, machine_id: id, timestamp: isoNow(clock) }, needed),
    ended: id => book.wait(id, isTerminal),
    answered: delivery.settle,
    deliverToken: async (machineId, secret) => tokens.deliver(machineId, seats.connectionOf(machineId), secret),
    tokenStored: tokens.stored,
    framesOf: (machineId, window) => questions.ask(machineId, seats.connectionOf(machineId), window),
    framesHeard: questions.heard,
    async send(request) {
      const sinceMs = clock.monotonic()
      const connection = (otherWays?.has(request.machineId) === true ? otherWays : seats).connectionOf(request.machineId)
      const panel = connection === undefined ? panelOf(options, request) : undefined
      const first = connection === undefined && panel === undefined ? 'queued' : 'sent'
      const wanted = commandFrom(request, clock)
      const { command, isNew } = await book.open(wanted, first, auditEntryOf(request, wanted.id, isoNow(clock)))
      const answered = isNew ? hand(command, connection, panel) : delivery.answer(command.id)
      return inTime(clock, { commandId: command.id, sinceMs }, answered)
    },
    async connected(connection) {
      seats.take(connection)
      askJournal(connection, book, askedAboutSince(clock))
    },
    async observed({ protocol, machineId }, message) {
      if (protocol !== 0) return
      for (const command of book.underWay(machineId)) {
        const proof = proofFromStatus(command, message, clock.now(), commandDelays.evidence)
        if (proof !== undefined) await delivery.settle(machineId, proof)
        // What no status proved in time nothing ever will: this machine has no journal to ask.
        else if (clock.now() > Date.parse(command.deadline) + commandDelays.evidence) book.forget(command.id)
      }
    },
    async start() {
      const open = await store.commands.unresolved(askedAboutSince(clock))
      book.adopt(open)
      const lost = open.filter(({ command }) => !isTerminal(command.state))
      await Promise.all(lost.map(({ command }) => book.report(lostWithTheHub(command))))
      await seats.start()
    },
    stop() {
      delivery.stop()
      seats.stop()
    },
  }
}

/** False for a machine that is away, speaks protocol 0, or does not have the `capability` that the word is for. */
function tellOver(connection: MachineConnection | undefined, message: Record<string, unknown>, capability: string | undefined): boolean {
  if (connection?.protocol !== 1) return false
  return (capability === undefined || connection.capabilities?.includes(capability) === true) && connection.send(message)
}

/** The other way to a machine whose link is down, for what its panel can do. */
function panelOf({ site, panelToken }: FleetOptions, { machineId, type }: CommandRequest): PanelAddress | undefined {
  const machine = machineOf(site, machineId)
  const url = type === 'gate_control' && machine !== undefined ? panelUrlOf(machine) : undefined
  const token = url === undefined ? undefined : panelToken(machineId)
  return url === undefined || token === undefined ? undefined : { url, token }
}

/** Asks what became of the commands whose outcome is open; those given before `since` nobody can tell any more. */
function askJournal(connection: MachineConnection, book: CommandBook, since: string): void {
  const { machineId, protocol } = connection
  for (const { id, createdAt } of book.underWay(machineId)) if (createdAt < since) book.forget(id)
  const open = protocol === 0 ? [] : book.underWay(machineId).map(command => command.id)
  for (let at = 0; at < open.length; at += mostJournalQuestions)
    connection.send({ type: 'ask_journal', payload: { command_ids: open.slice(at, at + mostJournalQuestions) } })
}

/** What became of a command while the hub was down: one that never left is over, one that did may have run. */
function lostWithTheHub(command: CommandRecord): CommandResult {
  const message = 'the hub restarted'
  return command.state === 'queued'
    ? { command_id: command.id, state: 'expired', error: { code: 'expired', message } }
    : { command_id: command.id, state: 'unknown', error: { code: 'outcome_unknown', message } }
}

/** What a person or program makes a machine do is on the audit chain. */
function auditEntryOf(
  { type, machineId, payload, actor, reason, sessionId }: CommandRequest,
  commandId: string,
  at: string,
): AuditInput | undefined {
  if (!isAudited(type, sessionId === undefined ? 'to none' : 'to a session')) return undefined
  return {
    at,
    actor: actor.id,
    action: type,
    subject: machineId,
    before: null,
    after: { ...payload, command_id: commandId },
    reason: reason ?? null,
    source: actor.source ?? null,
  }
}

function commandFrom(request: CommandRequest, clock: Clock): CommandRecord {
  return {
    id: request.id ?? uuidv7(clock.now()),
    machineId: request.machineId,
    type: request.type,
    payload: request.payload,
    state: 'queued',
    actor: request.actor.id,
    reason: request.reason ?? null,
    sessionId: request.sessionId ?? null,
    idempotencyKey: request.idempotencyKey ?? null,
    deadline: new Date(clock.now() + commandDelays.deadline).toISOString(),
    createdAt: isoNow(clock),
    endedAt: null,
    evidence: null,
    error: null,
  }
}
