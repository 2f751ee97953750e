import path from 'node:path'
import { CodedError, ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { panelApp } from './panel.ts'
import { fakeCheckpoint, recordedId } from './testing/fake-checkpoint.ts'
import { fakeSource } from './testing/fake-machine.ts'
import type { PanelSource } from './source.ts'

const token = 'panel-token-of-this-machine'
const answer = { id: recordedId, synced: false, backlog: 1, repeated: false, step: 'dispatched', label: null, warnings: ['unknown_tag'] }

interface Given {
  refuses?: boolean
  peer?: string
  changed?: Partial<PanelSource>
}

/** A gateway's panel, and what it asked of its machine; a machine whose disk refuses takes nothing. */
function gateway({ refuses = false, peer = '127.0.0.1', changed = {} }: Given = {}) {
  const done: unknown[] = []
  const machine = fakeCheckpoint(what => !refuses && done.push(what) > 0)
  const source = fakeSource(machine)
  const app = panelApp({
    family: 'checkpoint',
    host: '127.0.0.1',
    port: 0,
    token,
    kioskFolder: path.join(import.meta.dirname, 'no-kiosk-here'),
    source: Object.defineProperties(source, Object.getOwnPropertyDescriptors(changed)),
    clock: new ManualClock(),
    log: silentLog(),
    peer: () => peer,
  })
  const send = (route: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    app.request(`http://10.0.0.7:5000/api/${route}`, {
      method: 'POST',
      headers: { host: '10.0.0.7:5000', 'content-type': 'application/json', ...headers },
      body,
    })
  const post = (route: string, body: unknown, headers?: Record<string, string>) => send(route, JSON.stringify(body), headers)
  return { done, post, send }
}

test('the call of the source document is answered 201 with the id, as it is printed', async () => {
  const { done, send } = gateway()
  const response = await send('log_scan', '{"nfc_tag_id": "NFC_TAG_ALPHA", "status_scan": "makanan_keluar"}')
  expect([response.status, await response.json()]).toEqual([201, answer])
  expect(done).toEqual([{ tag: 'NFC_TAG_ALPHA', status: 'makanan_keluar', source: 'api', details: {} }])
})

test('what people add, and a phone that reads by itself, is passed on; what is not known is left', async () => {
  const { done, post } = gateway()
  const body = { nfc_tag_id: 'A', status_scan: 'served', source: 'phone', portions: 3, temperature_dc: 612, child: 'nobody' }
  expect((await post('log_scan', body)).status).toBe(201)
  expect(done).toEqual([{ tag: 'A', status: 'served', source: 'phone', details: { portions: 3, temperature_dc: 612 } }])
})

test.each([
  [{ status_scan: 'served' }, 'nfc_tag_id'],
  [{ nfc_tag_id: 5, status_scan: 'served' }, 'nfc_tag_id'],
  [{ nfc_tag_id: 'a b', status_scan: 'served' }, 'nfc_tag_id'],
  [{ nfc_tag_id: 'A', status_scan: '' }, 'status_scan'],
  [{ nfc_tag_id: 'A', status_scan: 'served', portions: '3' }, 'portions'],
  [{ nfc_tag_id: 'A', status_scan: 'served', source: 'reader' }, 'source'],
  [{ nfc_tag_id: 'A', status_scan: 'served', cooked_at: 'noon' }, 'cooked_at'],
])('%j is refused and says where', async (body, where) => {
  const { done, post } = gateway()
  const response = await post('log_scan', body)
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_request', errors: [{ path: where }] }])
  expect(done).toEqual([])
})

test('a disk that takes no writes is told, and nothing is claimed', async () => {
  const { post } = gateway({ refuses: true })
  const calls = [
    ['log_scan', { nfc_tag_id: 'A', status_scan: 'served' }],
    ['checkpoint/step', { step: 'received' }],
    ['receipt', { recipient: 'Bu Sari' }],
  ] as const
  for (const [route, body] of calls) {
    const response = await post(route, body)
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'database_unavailable', status: 503 }])
  }
})

test('the same while no machine runs at all', async () => {
  const changed = {
    get machine(): never {
      throw new CodedError('machine_busy', 'The machine is out of order: its disk takes no writes', { retryable: true })
    },
  }
  const response = await gateway({ changed }).post('log_scan', { nfc_tag_id: 'A', status_scan: 'served' })
  expect(response.status).toBe(503)
})

test('from another address the token of the panel is needed', async () => {
  const { done, post } = gateway({ peer: '10.0.0.9' })
  const body = { nfc_tag_id: 'A', status_scan: 'served' }
  expect((await post('log_scan', body)).status).toBe(401)
  expect(done).toEqual([])
  expect((await post('log_scan', body, { authorization: `Bearer ${token}` })).status).toBe(201)
})

test('a person chooses what a tap means; what is not done here is refused', async () => {
  const { done, post } = gateway()
  const chosen = await post('checkpoint/step', { step: 'received' })
  expect([chosen.status, await chosen.json()]).toEqual([200, { step: 'received' }])
  const refused = await post('checkpoint/step', { step: 'served' })
  expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ path: 'step' }] }])
  expect((await post('checkpoint/step', { step: 'cooked' })).status).toBe(400)
  expect(done).toEqual(['received'])
})

test('a receipt names who signs, with pictures that were handed in before', async () => {
  const { done, post, send } = gateway()
  const jpeg = new Uint8Array(100_000)
  jpeg.set([0xff, 0xd8, 0xff])
  const picture = await send('receipt/picture?kind=signature', jpeg, { 'content-type': 'image/jpeg' })
  expect([picture.status, await picture.json()]).toEqual([201, { image_id: recordedId }])
  const receipt = { recipient: 'Bu Sari', portions: 38, rejected: 2, reject_reason: 'tumpah', signature_id: recordedId }
  const signed = await post('receipt', { ...receipt, children: ['no'] })
  expect([signed.status, await signed.json()]).toEqual([201, { id: recordedId }])
  expect(done).toEqual([['receipt_signature', 100_000], receipt])
  expect((await post('receipt', { portions: 1 })).status).toBe(400)
})

test.each([
  ['kind=photo', 'image/png', [0xff, 0xd8, 0xff], 415],
  ['kind=photo', 'image/jpeg', [0x89, 0x50, 0x4e], 415],
  ['kind=face', 'image/jpeg', [0xff, 0xd8, 0xff], 400],
])('a picture %s as %s is refused', async (query, type, head, status) => {
  const response = await gateway().send(`receipt/picture?${query}`, Uint8Array.from(head), { 'content-type': type })
  expect(response.status).toBe(status)
})

test('a picture may be larger than any other body, and not larger than the hub takes', async () => {
  const jpeg = new Uint8Array(2 * 1024 * 1024 + 1)
  const length = { 'content-type': 'image/jpeg', 'content-length': String(jpeg.byteLength) }
  expect((await gateway().send('receipt/picture?kind=photo', jpeg, length)).status).toBe(413)
})
