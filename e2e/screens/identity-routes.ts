/** Who comes and what does not fit together, at the hub that only pretends. What is done is answered, and nothing is kept. */
import type { ConflictView } from '@palang/protocol'
import { Hono } from 'hono'
import type { FixtureSite } from './fixture-data.ts'
import { ago, id } from './made-up.ts'

const minutesOf = (kind: ConflictView['kind']) =>
  ({ entered_twice: 12, left_alone: 44, left_without_entry: 71, left_twice: 95, card_revoked: 130, priced_alone_differs: 58 })[kind]

function conflictOf(nowMs: number, index: number, kind: ConflictView['kind'], subject: string, state: ConflictView['state']): ConflictView {
  const at = ago(nowMs, minutesOf(kind))
  const isClosing = kind === 'entered_twice' || kind === 'left_alone'
  const isOpen = state === 'open'
  return {
    id: `${kind}:${id('c0f1', index)}`,
    kind,
    state,
    machine_id: kind.startsWith('left') ? 'gate_out' : 'gate_in',
    alarm_id: id('a1a2', index),
    subject,
    session_id: kind === 'left_without_entry' ? null : id('9a40', index),
    other_session_id: kind === 'entered_twice' ? id('9a40', index + 1) : null,
    happened_at: at,
    raised_at: at,
    proposal:
      kind === 'priced_alone_differs'
        ? refund(index)
        : isClosing
          ? { action: 'close_stay', session_id: id('9a40', index), at, charge: 0 }
          : { action: 'keep_all', session_id: null },
    decided_at: isOpen ? null : ago(nowMs, 3),
    decided_by: isOpen ? null : 'user:siti@palang.local',
    reason: state === 'declined' ? 'Dua mobil memakai kartu yang sama' : null,
  }
}

const refund = (index: number): ConflictView['proposal'] => ({
  action: 'refund',
  session_id: id('9a40', index),
  amount: 3000,
  paid: 8000,
  price: 5000,
  currency: 'IDR',
})

/** `/api/conflicts`, `/api/passback`, `/api/lost-tickets`. */
export function identityRoutes(site: FixtureSite, isCalm: boolean): Hono {
  const nowMs = Date.now()
  const isEmpty = site.machines.length === 0
  const open = [
    conflictOf(nowMs, 1, 'entered_twice', 'CARD_017', 'open'),
    conflictOf(nowMs, 2, 'left_alone', 'CARD_044', 'open'),
    conflictOf(nowMs, 3, 'left_twice', '7KQ2-4821', 'open'),
    conflictOf(nowMs, 4, 'card_revoked', 'CARD_008', 'open'),
    conflictOf(nowMs, 6, 'priced_alone_differs', 'T-7KQ2MX9', 'open'),
  ]
  const app = new Hono()
  app.get('/api/conflicts', c => {
    const state = c.req.query('state')
    const decided = state === 'declined' ? [conflictOf(nowMs, 5, 'entered_twice', 'CARD_021', 'declined')] : []
    return c.json({ items: isEmpty ? [] : state === 'open' ? open : decided, next_cursor: null })
  })
  app.post('/api/conflicts/:id/accept', c => {
    const found = open.find(conflict => conflict.id === c.req.param('id'))
    return c.json({ ...found, state: 'accepted', decided_at: ago(nowMs, 0), decided_by: 'user:siti@palang.local' })
  })
  app.get('/api/members', c => {
    const member = (n: number, name: string, plates: string[], days: number | null, status = 'active') => ({
      id: id('d0d1', n),
      name,
      status,
      max_inside: plates.length > 2 ? 2 : 1,
      plates,
      cards: n === 1 ? ['CARD_077'] : [],
      valid_from: null,
      valid_until: days === null ? null : ago(nowMs, -days * 1440),
      note: null,
      created_at: ago(nowMs, 9000),
      updated_at: ago(nowMs, 9000),
    })
    const ending = [member(1, 'Keluarga Rahma', ['B 1234 XYZ', 'B 88 QA'], 5.5)]
    const others = [
      member(2, 'PT Sinar Abadi Logistik', ['B 9001 TR', 'B 9002 TR', 'B 9003 TR'], 200),
      member(3, 'Dewi Lestari', ['D 4412 AC'], -3),
      member(4, 'Warung Bu Tini', ['F 77 WT'], null, 'suspended'),
    ]
    return c.json({ items: isEmpty ? [] : c.req.query('expiring_days') === undefined ? [...ending, ...others] : ending, next_cursor: null })
  })
  app.get('/api/passback', c =>
    c.json({
      rule: isCalm ? { mode: 'timed', minutes: 30 } : { mode: 'soft' },
      resets: isEmpty
        ? []
        : [{ card_id: 'CARD_017', at: ago(nowMs, 80), actor: 'user:siti@palang.local', reason: 'Keluar saat palang dibuka tangan' }],
    }),
  )
  app.get('/api/lost-tickets/candidates', c => {
    const plate = c.req.query('plate') ?? ''
    const stays = site.sessions.filter(stay => stay.open && stay.card_id === null && (stay.license_plate ?? '').includes(plate))
    const picture = (key: string, at: string) => ({ id: key, url: `/api/photos/${key}`, taken_at: at })
    return c.json({
      items: stays
        .slice(0, 8)
        .map((session, index) => ({ session, photos: index % 4 === 3 ? [] : [picture(session.id, session.opened_at)] })),
      next_cursor: null,
      exit_photo: isEmpty ? null : picture(id('9a40', 1), ago(nowMs, 0)),
    })
  })
  return app
}
