import { expect, test } from 'vitest'
import { readProblem } from './problem.ts'

const offline = {
  type: '/api/docs#error-machine_offline',
  title: 'away',
  status: 409,
  detail: 'away',
  code: 'machine_offline',
  retryable: true,
}
const command = {
  id: 'c1',
  command_id: 'c1',
  machine_id: 'gate_in',
  type: 'gate_control',
  payload: { action: 'open' },
  state: 'rejected',
  evidence: null,
  error: { code: 'machine_offline', message: 'not connected' },
  actor: 'user:admin@palang.local',
  reason: null,
  session_id: null,
  created_at: '2026-01-20T10:30:00.000Z',
  deadline: '2026-01-20T10:30:10.000Z',
  ended_at: '2026-01-20T10:30:00.004Z',
}

test('a problem brings the command as it was recorded, and none when it cannot be read', async () => {
  const read = (more: object) => readProblem(Response.json({ ...offline, ...more }, { status: 409 }))
  expect(await read({ command })).toMatchObject({ code: 'machine_offline', command: { id: 'c1', state: 'rejected' } })
  expect((await read({})).command).toBeUndefined()
  expect((await read({ command: { id: 'c1' } })).command).toBeUndefined()
})

test('the fields the hub refuses come with the problem', async () => {
  const errors = [{ path: 'timezone', message: 'expected an IANA time zone' }]
  expect((await readProblem(Response.json({ ...offline, errors }, { status: 400 }))).errors).toEqual(errors)
  expect((await readProblem(Response.json(offline, { status: 409 }))).errors).toEqual([])
})
