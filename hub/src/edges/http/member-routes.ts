/** Memberships. Every change is written to the audit trail. */
import { isoNow, uuidv7 } from '@palang/kit'
import {
  memberChangeBody,
  memberListQuery,
  memberView as memberSchema,
  type MemberView,
  newMemberBody,
  normalizePlate,
  pageOf,
} from '@palang/protocol'
import { Hono } from 'hono'
import { recordedChange } from '../../access/audit.ts'
import { warningEnd } from '../../domain/members.ts'
import { memberKeyId } from '../../families/gate/membership.ts'
import type { HubServices } from '../../services.ts'
import type { MemberKeyRecord, MemberRecord } from '../../store/identity-records.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { pageFrom } from './views.ts'

const memberList = pageOf(memberSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const memberInPath = { path: { id: '019bda5e-9a40-7000-8000-0000000000d1' } }

/** `/api/members` */
export function memberRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', memberReads(services)).route('/', memberChanges(services)).route('/', memberRemoval(services))
}

function memberReads({ store, clock }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/members',
      describe({ id: 'listMembers', tag: 'Cards', summary: 'Memberships, newest first', ok: { schema: memberList } }),
      allow('viewer'),
      query(memberListQuery),
      async c => {
        const { search, expiring_days: days, ...page } = c.req.valid('query')
        const ending = days === undefined ? {} : { endsFrom: isoNow(clock), endsBefore: warningEnd(clock.now(), days) }
        const found = await store.members.list({ search, ...ending }, pageFrom(page))
        const keys = await store.members.keys(found.items.map(({ id }) => id))
        return c.json({ items: found.items.map(member => memberView(member, keys)), next_cursor: found.nextCursor })
      },
    )
    .get(
      '/api/members/:id',
      describe({
        id: 'getMember',
        tag: 'Cards',
        summary: 'One membership',
        ...memberInPath,
        ok: { schema: memberSchema },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const member = await mustFind(store.members, c.req.param('id'))
        return c.json(memberView(member, await store.members.keys([member.id])))
      },
    )
}

function memberChanges(services: HubServices) {
  const { clock } = services
  return new Hono<AppEnv>()
    .post(
      '/api/members',
      describe({
        id: 'createMember',
        tag: 'Cards',
        summary: 'Begin a membership',
        description: 'A plate or card belongs to one membership only: another one is refused with `already_exists`.',
        ok: { status: 201, schema: memberSchema },
        errors: ['already_exists'],
      }),
      allow('admin', { everywhere: true }),
      body(newMemberBody),
      async c => {
        const at = isoNow(clock)
        const view: MemberView = { id: uuidv7(clock.now()), ...c.req.valid('json'), created_at: at, updated_at: at }
        await recordedChange(services, c.get('actor'), async (tx, note) => {
          await store(tx, view, null)
          note({ action: 'create_member', subject: `member:${view.id}`, after: view })
        })
        return c.json(view, 201)
      },
    )
    .patch(
      '/api/members/:id',
      describe({
        id: 'changeMember',
        tag: 'Cards',
        summary: 'Change a membership',
        ...memberInPath,
        ok: { schema: memberSchema },
        errors: ['not_found', 'already_exists'],
      }),
      allow('admin', { everywhere: true }),
      body(memberChangeBody),
      async c => {
        const changed = await recordedChange(services, c.get('actor'), async (tx, note) => {
          const record = await mustFind(tx.members, c.req.param('id'))
          const before = memberView(record, await tx.members.keysOf(record.id))
          const after = memberSchema.parse({ ...before, ...c.req.valid('json'), updated_at: isoNow(clock) })
          await store(tx, after, record.noticedUntil)
          note({ action: 'change_member', subject: `member:${after.id}`, before, after })
          return after
        })
        return c.json(changed)
      },
    )
}

function memberRemoval(services: HubServices) {
  return new Hono<AppEnv>().delete(
    '/api/members/:id',
    describe({
      id: 'deleteMember',
      tag: 'Cards',
      summary: 'End a membership for good',
      description: 'Its open stays stay, and are priced as those of visitors.',
      ...memberInPath,
      ok: { status: 204 },
      errors: ['not_found'],
    }),
    allow('admin', { everywhere: true }),
    async c => {
      await recordedChange(services, c.get('actor'), async (tx, note) => {
        const member = await mustFind(tx.members, c.req.param('id'))
        const before = memberView(member, await tx.members.keysOf(member.id))
        await tx.members.setKeys(member.id, [])
        await tx.members.remove(member.id)
        note({ action: 'delete_member', subject: `member:${member.id}`, before })
      })
      return c.body(null, 204)
    },
  )
}

async function mustFind(members: Pick<Store['members'], 'get'>, id: string): Promise<MemberRecord> {
  const member = await members.get(id)
  if (member === undefined) throw refusal('not_found', 'there is no such membership')
  return member
}

/** Throws `invalid_request` for validity that ends before it begins, `already_exists` for a plate or card of another membership. */
async function store(tx: Tx, view: MemberView, noticedUntil: string | null): Promise<void> {
  const { valid_from: from, valid_until: until } = view
  if (from !== null && until !== null && from > until) {
    const problem = { path: 'valid_until', message: 'lies before valid_from' }
    throw refusal('invalid_request', 'valid_until: lies before valid_from', { errors: [problem] })
  }
  const keys = keysOf(view)
  const taken = (await tx.members.keys(keys.map(({ id }) => id))).find(({ memberId }) => memberId !== view.id)
  if (taken !== undefined) throw refusal('already_exists', `${taken.label} belongs to another membership`, { member_id: taken.memberId })
  await tx.members.put({
    id: view.id,
    name: view.name,
    status: view.status,
    maxInside: view.max_inside,
    validFrom: from,
    validUntil: until,
    note: view.note,
    noticedUntil,
    createdAt: view.created_at,
    updatedAt: view.updated_at,
  })
  await tx.members.setKeys(view.id, keys)
}

function keysOf({ id: memberId, plates, cards }: MemberView): MemberKeyRecord[] {
  const key = (kind: 'plate' | 'card', value: string, label: string) => ({ id: memberKeyId(kind, value), memberId, kind, value, label })
  return [...plates.map(plate => key('plate', normalizePlate(plate), plate)), ...cards.map(card => key('card', card, card))]
}

function memberView(member: MemberRecord, keys: readonly MemberKeyRecord[]): MemberView {
  const labels = (kind: 'plate' | 'card') =>
    keys.flatMap(key => (key.memberId === member.id && key.kind === kind ? [key.label] : [])).toSorted()
  return {
    id: member.id,
    name: member.name,
    status: member.status,
    max_inside: member.maxInside,
    plates: labels('plate'),
    cards: labels('card'),
    valid_from: member.validFrom,
    valid_until: member.validUntil,
    note: member.note,
    created_at: member.createdAt,
    updated_at: member.updatedAt,
  }
}
