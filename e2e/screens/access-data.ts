/** Who may come in at the made-up site: people, tokens, sign-ins, and the trail of what they did. */
import type { AuditView, OutletView, SignInList, TokenView, UserView } from '@palang/protocol'
import { minuteMs } from './made-up.ts'

const dayMs = 86_400_000
const at = (nowMs: number, afterMs: number) => new Date(nowMs + afterMs).toISOString()

const nothingSaid = {
  location: null,
  address: null,
  contact_person: null,
  contact_phone: null,
  is_active: true,
  of_site_file: false,
  retired_at: null,
}

export const outlets: OutletView[] = [
  { id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR', machines: 2, ...nothingSaid },
  { id: 'depot-menteng', name: 'Depot Menteng', timezone: 'Asia/Jakarta', currency: 'IDR', machines: 10, ...nothingSaid },
  { id: 'outlet-tebet', name: 'Outlet Tebet', timezone: 'Asia/Jakarta', currency: 'IDR', machines: 5, ...nothingSaid },
]

export const ownId = '019bda5e-9a40-7000-8000-0000000000a1'

/** One of every state, long names among them. */
export function peopleOf(nowMs: number): UserView[] {
  const person = (n: number, name: string, email: string, over: Partial<UserView> = {}): UserView => ({
    id: `019bda5e-9a40-7000-8000-0000000000a${n}`,
    email,
    name,
    role: 'operator',
    outlets: null,
    must_change_password: false,
    second_factor: false,
    disabled: false,
    created_at: at(nowMs, -n * 9 * dayMs),
    ...over,
  })
  return [
    person(1, 'Siti Rahma', 'siti@palang.local', { role: 'admin', second_factor: true }),
    person(2, 'Bambang Sutrisno', 'bambang@palang.local', { outlets: ['pusat', 'depot-menteng'] }),
    person(3, 'Dewi Lestari', 'dewi@palang.local', { must_change_password: true, outlets: ['pusat'] }),
    person(4, 'Raden Mas Kusumadiningrat Wicaksono Adiputra', 'raden.kusumadiningrat.wicaksono.adiputra@kantor-pusat.palang.co.id', {
      role: 'viewer',
      second_factor: true,
      outlets: outlets.map(outlet => outlet.id),
    }),
    person(5, 'Joko', 'joko@palang.local', { disabled: true }),
  ]
}

/** Programs, machines and devices; one ends soon, one is over. */
export function tokensOf(nowMs: number): TokenView[] {
  const token = (n: number, kind: TokenView['kind'], name: string, over: Partial<TokenView> = {}): TokenView => ({
    id: `019bda5e-9a40-7000-8000-0000000000f${n}`,
    kind,
    name,
    scopes: [],
    outlets: null,
    machine_id: kind === 'api' ? null : name,
    created_at: at(nowMs, -60 * dayMs),
    created_by: 'user:siti@palang.local',
    expires_at: null,
    expired: false,
    last_used_at: at(nowMs, -n * 4 * minuteMs),
    ...over,
  })
  return [
    token(1, 'api', 'Kasir lantai 1', { scopes: ['operate'], outlets: ['pusat'], expires_at: at(nowMs, 71 * dayMs) }),
    token(2, 'api', 'Prometheus', { scopes: ['metrics'], expires_at: at(nowMs, 8.5 * dayMs) }),
    token(3, 'api', 'Laporan bulanan pemilik gedung dan pengelola kawasan', {
      scopes: ['read', 'metrics'],
      outlets: ['pusat', 'depot-menteng', 'outlet-tebet'],
      expires_at: at(nowMs, -2 * dayMs),
      expired: true,
      last_used_at: at(nowMs, -3 * dayMs),
    }),
    token(4, 'api', 'skrip-lama', { scopes: ['read', 'operate', 'admin'], last_used_at: null }),
    token(5, 'machine', 'gate_in', { expires_at: at(nowMs, 80 * dayMs), last_used_at: at(nowMs, -900) }),
    token(6, 'machine', 'gate_old', { expires_at: at(nowMs, 6 * dayMs), last_used_at: at(nowMs, -40 * dayMs) }),
    token(7, 'device', 'ozone-2', { expires_at: at(nowMs, 300 * dayMs) }),
    token(8, 'device', '3C:8A:1F:A4:3E:C4'),
    token(9, 'device', 'Ozon angkatan 2026', { machine_id: null }),
  ]
}

export function signInsOf(nowMs: number): SignInList {
  const one = (n: number, browser: string | null, address: string, current = false) => ({
    id: `019bda5e-9a40-7000-8000-0000000000b${n}`,
    since: at(nowMs, -n * 26 * 60 * minuteMs),
    expires_at: at(nowMs, 9 * dayMs),
    address,
    browser,
    current,
  })
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0'
  return {
    items: [
      one(1, `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, '192.168.1.20', true),
      one(2, `Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`, '192.168.1.31'),
      one(3, null, '2001:db8:85a3:8d3:1319:8a2e:370:7348'),
    ],
  }
}

const dewi = {
  name: 'Dewi',
  email: 'dewi@palang.local',
  role: 'viewer',
  outlets: ['pusat', 'depot-menteng'],
  disabled: false,
}

/** Newest first; the second entry is a change, with fields that stay. */
export function auditOf(nowMs: number): AuditView[] {
  const siti = 'user:siti@palang.local'
  const admin = 'user:admin@palang.local'
  type Act = Pick<AuditView, 'actor' | 'action' | 'subject' | 'before' | 'after' | 'reason'>
  const act = (actor: string, action: string, subject: string, before: unknown, after: unknown, reason: string | null = null): Act => ({
    actor,
    action,
    subject,
    before,
    after,
    reason,
  })
  const acts = [
    act(siti, 'gate_control', 'gate_in', null, { action: 'open', duration: 10 }, 'card_damaged'),
    act(admin, 'change_user', 'user:dewi@palang.local', dewi, { ...dewi, role: 'operator', outlets: ['pusat'], name: 'Dewi Lestari' }),
    act(siti, 'acknowledge_alarm', 'alarm:019bda5e-a1a1', null, { code: 'printer_paper_out' }, 'Kertas baru diambil dari gudang'),
    act(admin, 'create_card', 'card:CARD_026', null, { id: 'CARD_026', kind: 'member', valid_until: '2026-12-31T17:00:00.000Z' }),
    act(siti, 'force_exit', 'session:019bda5e-9a40-7000-8000-000000000009', null, { state: 'forced' }, 'ticket_lost'),
    act(admin, 'sign_in', admin, null, null),
  ]
  return Array.from({ length: 24 }, (_, index) => ({
    ...(acts[index % acts.length] ?? act('rule:x', 'x', 'x', null, null)),
    seq: 240 - index,
    at: at(nowMs, -(index * 11 + 1) * minuteMs),
    source: '192.168.1.20',
    hash: '9f2c41d07be6a35590aa12cd',
  }))
}
