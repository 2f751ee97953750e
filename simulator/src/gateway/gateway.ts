/**
 * A played payment provider: a real HTTP server on this computer that speaks as Midtrans and as Xendit do, with whatever goes wrong
 * there. Nothing it says is worth any money.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { readBody } from '../control/read-body.ts'
import { type LoopbackServer, loopbackServer } from '../transport/loopback-server.ts'
import { type Charge, type Charges, createCharges } from './charges.ts'
import type { Asked, Dialect, Played, Told } from './dialect.ts'
import { type GatewayFaults, noGatewayFaults } from './faults.ts'
import { midtransDialect } from './midtrans.ts'
import { xenditDialect } from './xendit.ts'

const dialects = { midtrans: midtransDialect, xendit: xenditDialect } as const satisfies Record<string, Dialect>
export type PlayedProvider = keyof typeof dialects

export interface GatewayOptions {
  /** 0 takes a free port. */
  port: number
  /** What the merchant proves himself with, and in Xendit's case the other way round, too. */
  key: string
  /** Where the merchant is notified; a charge of Midtrans may name another place. */
  notifyUrl(provider: PlayedProvider): string | undefined
  /** Milliseconds of the wall clock. */
  nowMs(): number
}

export interface Gateway extends LoopbackServer {
  charges: Charges
  /** Changes what goes wrong. */
  fault(change: Partial<GatewayFaults>): void
  faults(): GatewayFaults
  /** Somebody pays the charge, or the newest that waits; the merchant is notified, so often instead of as the faults say. Resolves when he has answered. */
  pay(reference?: string, amount?: number, notifications?: number): Promise<Charge>
  /** Notifies the merchant of how the charge stands, as often as the faults say or so often. */
  notify(charge: Charge, times?: number): Promise<void>
  /** What a notification of it says. */
  notification(charge: Charge, isForged?: boolean): ReturnType<Dialect['notification']>
  /** What was asked, `METHOD path`, oldest first. */
  readonly asked: readonly string[]
}

/** The provider, not started; it answers in the language it is asked in. */
export function createGateway({ port, key, notifyUrl, nowMs }: GatewayOptions): Gateway {
  const charges = createCharges(nowMs)
  const asked: string[] = []
  let faults = noGatewayFaults()
  /** In which language the charges were asked for. */
  let spoken: PlayedProvider = 'midtrans'

  const notification = (charge: Charge, isForged = false) => dialects[spoken].notification(charge, { key, isForged })

  async function notify(charge: Charge, times = faults.notifications): Promise<void> {
    const url = charge.notifyUrl ?? notifyUrl(spoken)
    const { headers, body } = notification(charge, faults.forged)
    for (let sent = 0; url !== undefined && sent < times; sent++) {
      // Whether it arrives is the merchant's business: he may be away.
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }).catch(
        () => undefined,
      )
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (faults.down) return void request.socket.destroy()
    const question = await questionOf(request)
    asked.push(`${question.method} ${question.path}`)
    if (faults.delay_ms > 0) await new Promise(resolve => setTimeout(resolve, faults.delay_ms))
    if (faults.status !== null) return send(response, { status: faults.status, body: 'out of order' })
    spoken = question.path.startsWith('/qr_codes') ? 'xendit' : 'midtrans'
    const told = answer(dialects[spoken], question, { charges, key, nowMs, faults: () => faults })
    if (told.isLost === true) return void request.socket.destroy()
    send(response, told)
    if (told.tells !== undefined) await notify(told.tells)
  }

  const server = loopbackServer(port, (request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })

  return {
    charges,
    asked,
    notify,
    notification,
    faults: () => faults,
    fault: change => void (faults = { ...faults, ...change }),
    async pay(reference, amount, notifications) {
      const newest = reference ?? charges.all().findLast(({ state }) => state === 'pending')?.reference ?? ''
      const charge = charges.pay(newest, amount)
      await notify(charge, notifications)
      return charge
    },
    ...server,
  }
}

async function questionOf(request: IncomingMessage): Promise<Asked> {
  return {
    method: request.method ?? '',
    path: new URL(request.url ?? '/', 'http://local').pathname,
    authorization: request.headers.authorization,
    header: name => headerOf(request, name),
    body: await readBody(request),
  }
}

function answer(dialect: Dialect, question: Asked, played: Played): Told {
  try {
    return dialect.answer(question, played)
  } catch (error) {
    if (error instanceof z.ZodError)
      return { status: 400, body: { status_code: '400', error_code: 'API_VALIDATION_ERROR', message: error.message } }
    throw error
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function send(response: ServerResponse, { status, body }: Told): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
