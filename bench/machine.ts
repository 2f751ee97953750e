/** One machine that tells facts as fast or as evenly as it is asked to, over the real protocol. */
import type { Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import { uuidv7 } from '@palang/kit'
import { WebSocket } from 'ws'

export interface Machine {
  /** Facts written and not yet acknowledged. */
  waiting(): number
  acked(): number
  /** Writes `count` new facts and sends them in one message. */
  tell(count: number): void
  /** Called after every acknowledgement. */
  onAck(listener: () => void): void
  close(): void
}

export type Story = 'visits' | 'simple'

/**
 * Connects and greets; resolves when the hub has welcomed it. Every command is answered at once with its evidence. A link
 * that breaks later, or a fact that is refused, throws: neither must pass for a slow hub.
 */
export async function connectMachine(url: string, id: string, token: string, story: Story, epoch: string = randomUUID()): Promise<Machine> {
  const facts = storyteller(story)
  let sent = 0
  let acked = 0
  let listener = (): void => undefined
  const link = await openLink({ url, id, token, epoch }, message => {
    if (message.type === 'gate_control') return obey(message.id)
    if (message.type !== 'facts_ack') return
    if (message.payload.rejected.length > 0) throw new Error(`${id}: ${JSON.stringify(message.payload.rejected)}`)
    acked = message.payload.acked_seq
    listener()
  })
  const obey = (command: string) => {
    link.tcp?.cork()
    link.send('gate_control_response', { command_id: command, state: 'accepted' })
    link.send('gate_control_response', { command_id: command, state: 'succeeded', evidence: { kind: 'limit_switch', gate_status: 'open' } })
    link.tcp?.uncork()
  }
  return {
    waiting: () => sent - acked,
    acked: () => acked,
    tell(count) {
      const occurredAt = new Date().toISOString()
      const items = Array.from({ length: count }, () => ({
        seq: ++sent,
        id: uuidv7(),
        occurred_at: occurredAt,
        clock: 'synced',
        ...facts(),
      }))
      link.send('facts', { epoch, items })
    },
    onAck(next) {
      listener = next
    },
    close: () => link.close(),
  }
}

/** A gate that asks the hub whom to let in; resolves once the hub has welcomed it. */
export async function connectAsker(
  url: string,
  id: string,
  token: string,
): Promise<{ askEntry(cardId: string): Promise<{ approved: boolean }>; close(): void }> {
  const waiting = new Map<string, (answer: { approved: boolean }) => void>()
  const link = await openLink({ url, id, token, epoch: randomUUID() }, ({ type, payload }) => {
    if (type === 'parking_entry_response' && payload.request_id !== undefined) waiting.get(payload.request_id)?.(payload)
  })
  return {
    askEntry(cardId) {
      const requestId = uuidv7()
      const answer = new Promise<{ approved: boolean }>(resolve => waiting.set(requestId, resolve))
      link.send('parking_entry', { card_id: cardId, request_id: requestId, visit_id: uuidv7() })
      return answer.finally(() => waiting.delete(requestId))
    },
    close: () => link.close(),
  }
}

interface Link {
  tcp: Socket | undefined
  send(type: string, payload: object): void
  close(): void
}

function openLink(
  { url, id, token, epoch }: { url: string; id: string; token: string; epoch: string },
  hear: (message: Incoming) => void,
): Promise<Link> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws/controller/${id}`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  let isWelcome = false
  let isLeaving = false
  const link: Link = {
    tcp: undefined,
    send: (type, payload) =>
      socket.send(JSON.stringify({ type, machine_id: id, gate_id: id, timestamp: new Date().toISOString(), payload })),
    close() {
      isLeaving = true
      socket.terminate()
    },
  }
  const greeting = { protocol: 1, family: 'gate', software: 'bench', epoch, last_seq: 0, oldest_seq: 0, outbox: 0, capabilities: [] }
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      if (isLeaving) return
      reject(error)
      if (isWelcome) throw error
    }
    socket.on('upgrade', response => (link.tcp = response.socket))
    socket.on('open', () => link.send('hello', greeting))
    socket.on('message', data => {
      const message = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '{}') as Incoming
      if (message.type === 'error' || message.type === 'refused') return fail(new Error(`${id}: ${JSON.stringify(message)}`))
      if (message.type !== 'welcome') return hear(message)
      isWelcome = true
      resolve(link)
    })
    socket.on('error', fail)
    socket.on('close', code => fail(new Error(`${id} was closed with ${code}`)))
  })
}

interface Incoming {
  type: string
  id: string
  payload: { acked_seq: number; rejected: unknown[]; request_id?: string; approved: boolean }
}

/**
 * What a gate tells. `visits`: one car after the other drives in, eight facts each, of which three open and change a
 * session. `simple`: facts no rule waits for, one in eight of them shown on the screens.
 */
export function storyteller(story: Story): () => { type: string; payload: object } {
  let step = 0
  let visit = uuidv7()
  return () => {
    const at = step++ % 8
    if (at === 0) visit = uuidv7()
    const ids = { visit_id: visit, session_id: visit }
    if (story === 'simple')
      return at === 0 ? { type: 'access_decided', payload: refused(visit) } : { type: 'vehicle_detected', payload: { visit_id: visit } }
    return visitFact(at, ids)
  }
}

function refused(visit: string): object {
  return { visit_id: visit, purpose: 'entry', credential: 'card', card_id: 'BENCH', approved: false, reason: 'blocked', decided_by: 'hub' }
}

function visitFact(at: number, ids: { visit_id: string; session_id: string }): { type: string; payload: object } {
  const evidence = { kind: 'limit_switch', gate_status: 'open' }
  switch (at) {
    case 0:
      return { type: 'vehicle_detected', payload: { visit_id: ids.visit_id } }
    case 1:
      return {
        type: 'access_decided',
        payload: { ...ids, purpose: 'entry', credential: 'card', card_id: ids.visit_id, approved: true, decided_by: 'machine' },
      }
    case 2:
      return { type: 'barrier_ordered', payload: { ...ids, action: 'open', hold_ms: 10_000 } }
    case 3:
      return { type: 'barrier_opened', payload: { ...ids, evidence } }
    case 4:
      return { type: 'image_captured', payload: { ...ids, image_id: ids.visit_id, reason: 'entry' } }
    case 5:
      return { type: 'vehicle_passed', payload: { ...ids, direction: 'in', evidence: { kind: 'loop_passed' } } }
    case 6:
      return { type: 'barrier_ordered', payload: { ...ids, action: 'close', hold_ms: 0 } }
    default:
      return { type: 'barrier_closed', payload: { ...ids, evidence: { kind: 'limit_switch', gate_status: 'closed' } } }
  }
}
