/** What the pages about shifts, reports and the ledger ask the hub; apart, so that the first page loads none of it. */
import {
  exitAnswer,
  ledgerCheck,
  moneyReport,
  pageOf,
  paymentView,
  prepaidCardView,
  shiftDetail,
  shiftView,
  toppedUp,
} from '@palang/protocol'
import { call, urlOf } from './http.ts'

const shiftPage = pageOf(shiftView)
const paymentPage = pageOf(paymentView)

/** Days as the outlet counts them, `2026-01-20`, both included. */
export interface Period {
  from: string
  to: string
}

export interface PaymentFilter {
  session_id?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

const shiftPath = (id: string) => `/api/shifts/${encodeURIComponent(id)}`

export const moneyApi = {
  shifts: (cursor?: string) => call('/api/shifts', shiftPage, { query: { cursor, limit: 30 } }),
  /** The open shift of `actor`, of whom nobody has two. */
  openShiftOf: async (actor: string) =>
    (await call('/api/shifts', shiftPage, { query: { opened_by: actor, open: true, limit: 1 } })).items[0] ?? null,
  shift: (id: string) => call(shiftPath(id), shiftDetail),
  openShift: (float: number) => call('/api/shifts', shiftView, { method: 'POST', body: { opening_float: float } }),
  closeShift: (id: string, counted: number, note: string | undefined) =>
    call(`${shiftPath(id)}/close`, shiftView, {
      method: 'POST',
      body: { counted_amount: counted, ...(note === undefined ? {} : { note }) },
    }),
  adjustShift: (id: string, amount: number, reason: string, key: string) =>
    call(`${shiftPath(id)}/adjustments`, paymentView, {
      method: 'POST',
      body: { amount, method: 'cash', reason },
      idempotencyKey: key,
    }),

  payments: (filter: PaymentFilter, cursor?: string, limit = 50) =>
    call('/api/payments', paymentPage, { query: { ...filter, cursor, limit } }),
  takeBack: (paymentId: string, amount: number, reason: string, isGivenOtherwise: boolean, key: string) =>
    call(`/api/payments/${encodeURIComponent(paymentId)}/refund`, paymentView, {
      method: 'POST',
      body: { amount, reason, ...(isGivenOtherwise ? { given_otherwise: true } : {}) },
      idempotencyKey: key,
    }),
  /** Books what the stay owes as cash taken by whoever is signed in, and lets it out at `gateId`. */
  takeCash: (stay: { card_id: string } | { ticket: string } | { license_plate: string } | { session_id: string }, gateId: string) =>
    call('/api/parking/exit', exitAnswer, { method: 'POST', body: { ...stay, gate_id: gateId, payment_method: 'cash' } }),

  /** What is on a card, with what moved it last. */
  prepaid: (cardId: string) => call(`/api/prepaid/${encodeURIComponent(cardId)}`, prepaidCardView, { query: { limit: 6 } }),
  topUp: (cardId: string, amount: number, key: string) =>
    call(`/api/prepaid/${encodeURIComponent(cardId)}/top-up`, toppedUp, {
      method: 'POST',
      body: { amount, method: 'cash' },
      idempotencyKey: key,
    }),

  report: (period: Period) => call('/api/reports/money', moneyReport, { query: { ...period } }),
  checkLedger: () => call('/api/reports/ledger-check', ledgerCheck),
}

/** Where a report is to be had as a file. */
export const reportExportUrl = (period: Period): string => urlOf('/api/reports/money/export', { ...period })
