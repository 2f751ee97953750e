import { expect, test } from 'vitest'
import { withoutSecrets } from './secrets.ts'

test.each([
  ['mysql://palang:hunter2@db:3306/palang', 'mysql://***@db:3306/palang'],
  ['"mysql://palang:hun/t@er2@db/palang"', '"mysql://***@db/palang"'],
  ['smtps://me%40example.com:hunter2@mail.example.com', 'smtps://***@mail.example.com'],
  ['http://gateway:hunter2@hub:8000/api and ws://hunter2@hub/ws/all', 'http://***@hub:8000/api and ws://***@hub/ws/all'],
  ['rtsp://admin:hunter2@192.168.1.9/stream', 'rtsp://***@192.168.1.9/stream'],
  ['authorization: Bearer hunter2hunter2hunter2', 'authorization: Bearer ***'],
  ['Basic Z2F0ZXdheTpodW50ZXIyaHVudGVyMg==', 'Basic ***'],
  ['/api/status?token=hunter2&limit=5', '/api/status?token=***&limit=5'],
  ['/x?a=1&api_key=hunter2', '/x?a=1&api_key=***'],
])('%s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected)
})

test.each([
  'hub ready on http://127.0.0.1:8000',
  'mail to admin@palang.local',
  'https://hub.example/api/docs#error-internal',
  'basic facts, bearer of news',
  'GET /api/sessions?search=CARD_001&limit=50',
])('%s stays as it is', text => {
  expect(withoutSecrets(text)).toBe(text)
})
