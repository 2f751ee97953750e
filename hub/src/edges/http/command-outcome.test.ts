import { CodedError } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CommandRequest } from '../../services.ts'
import { sendAndWait } from './command-outcome.ts'
import { fakeHub } from './testing/fake-hub.ts'

const request: CommandRequest = {
  machineId: 'gate_in',
  type: 'gate_control',
  payload: { action: 'open' },
  actor: { id: 'user:a@b', role: 'operator' },
}

/** A hub whose commands are accepted and never end. */
async function endless() {
  const hub = await fakeHub()
  hub.fleet.ended = () => new Promise(() => undefined)
  return hub
}

test('whoever waits for the end waits half a minute in all, however much of it went until the machine answered', async () => {
  const { services, fleet, clock } = await endless()
  const { send } = fleet
  fleet.send = async asked => {
    await new Promise<void>(resolve => clock.after(20_000, resolve))
    return send(asked)
  }
  const outcome = sendAndWait(services, request, 'terminal').catch((error: unknown) => error)
  await clock.advance(20_000)
  await clock.advance(10_000)
  expect(await Promise.race([outcome, Promise.resolve('still waiting')])).toMatchObject({ code: 'database_unavailable' })
})

test('whoever waits for a pour waits as long as its water may take', async () => {
  const { services, clock } = await endless()
  const pour: CommandRequest = { ...request, type: 'dispense', payload: { volume_ml: 1_000 } }
  const outcome = sendAndWait(services, pour, 'terminal').catch((error: unknown) => error)
  await clock.advance(69_000)
  expect(await Promise.race([outcome, Promise.resolve('still waiting')])).toBe('still waiting')
  await clock.advance(1_000)
  expect(await outcome).toMatchObject({ code: 'database_unavailable' })
})

test('a repeated request whose command has no end to tell names the earlier command, not one that never was', async () => {
  const { services, fleet, clock } = await endless()
  const { send } = fleet
  fleet.send = asked => send({ ...asked, id: 'earlier' })
  const outcome = sendAndWait(services, request, 'terminal').catch((error: unknown) => error)
  await clock.advance(0)
  await clock.advance(30_000)
  expect(await outcome).toMatchObject({
    code: 'database_unavailable',
    retryable: true,
    detail: { command_id: 'earlier', command: { state: 'accepted' } },
  })
})

test('a command that cannot be looked up after it was sent is still named', async () => {
  const { services, fleet, store } = await fakeHub()
  const away = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  fleet.ended = away
  store.commands.get = away
  await expect(sendAndWait(services, { ...request, id: 'c1' }, 'terminal')).rejects.toMatchObject({ detail: { command_id: 'c1' } })
})
