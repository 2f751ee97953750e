import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError } from '@palang/kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeAuthority, opensslMissing } from '../e2e/site/certificates.ts'
import { loadSite, type Site } from './load-site.ts'
import { readTlsPair } from './tls-files.ts'

const root = path.resolve(import.meta.dirname, '..')
const folder = mkdtempSync(path.join(tmpdir(), 'palang-tls-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rest = `outlet: { id: pusat, name: Parkir, timezone: Asia/Jakarta, currency: IDR }
parking: { zones: [ { id: main, capacity: { car: 10 } } ], tariff: config/tariffs/standard.yaml }
machines: [ { id: g, family: gate, direction: in, panel: { port: 8001 } } ]
`

function load(hub: string, environment: Record<string, string> = {}): Site {
  writeFileSync(path.join(folder, 'site.yaml'), `${hub === '' ? '' : `hub: ${hub}\n`}${rest}`)
  return loadSite({ root, file: path.join(folder, 'site.yaml'), environment })
}

function mistakes(hub: string, environment: Record<string, string> = {}): string[] {
  try {
    load(hub, environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.mistakes.map(({ file, path: at, message }) => `${path.basename(file)} ${at}: ${message.replaceAll(`${folder}/`, '')}`)
  }
}

describe.skipIf(opensslMissing !== undefined)(
  `certificate files${opensslMissing === undefined ? '' : ` (skipped: ${opensslMissing})`}`,
  () => {
    beforeAll(() => {
      const authority = makeAuthority(folder)
      authority.issue('hub', 'DNS:hub.example')
      authority.issue('other', 'DNS:hub.example')
      authority.issue('old', 'DNS:hub.example', -1)
      writeFileSync(path.join(folder, 'garbage'), 'no PEM\n')
    })

    test('paths beside the site file make the hub speak TLS, and its own programs dial wss', () => {
      const { hub } = load('{ tls: { cert: hub.crt, key: hub.key } }')
      expect(hub).toMatchObject({
        url: 'wss://127.0.0.1:8000',
        tls: { cert: path.join(folder, 'hub.crt'), key: path.join(folder, 'hub.key') },
      })
    })

    test('the environment wins over the file, and BACKEND_HOST keeps to TLS', () => {
      const environment = { PALANG_TLS_CERT: path.join(folder, 'hub.crt'), PALANG_TLS_KEY: path.join(folder, 'hub.key') }
      expect(load('', environment).hub.tls).toEqual({ cert: environment.PALANG_TLS_CERT, key: environment.PALANG_TLS_KEY })
      expect(load('{ tls: { cert: nowhere, key: nowhere } }', environment).hub.tls?.cert).toBe(environment.PALANG_TLS_CERT)
      expect(load('{ ca: ca.crt }', { BACKEND_HOST: 'hub.example' }).hub.url).toBe('wss://hub.example:8000')
    })

    test.each([
      ['{ tls: { cert: hub.crt, key: other.key } }', ['site.yaml hub.tls.key: other.key does not belong to the certificate hub.crt']],
      [
        '{ tls: { cert: garbage, key: garbage }, ca: garbage }',
        [
          'site.yaml hub.ca: garbage is not a certificate in PEM form',
          'site.yaml hub.tls.cert: garbage is not a certificate in PEM form',
          'site.yaml hub.tls.key: garbage is not a private key in PEM form without a passphrase',
        ],
      ],
      [
        '{ url: "ws://127.0.0.1:8000", tls: { cert: hub.crt, key: hub.key } }',
        ['site.yaml hub.url: a hub with hub.tls is reached at wss:// only'],
      ],
      ['{ tls: { cert: hub.crt } }', ['site.yaml hub.tls.key: is missing; expected text']],
    ])('%s is refused, with every mistake', (hub, expected) => {
      expect(mistakes(hub)).toEqual(expected)
    })

    test('the authority behind a broker elsewhere is found beside the site file, or named by the environment, and checked', () => {
      expect(load('{ mqtt: "mqtts://broker.example", mqtt_ca: ca.crt }').hub.mqttCa).toBe(path.join(folder, 'ca.crt'))
      const environment = { MQTT_CA: path.join(folder, 'ca.crt') }
      expect(load('{ mqtt_ca: nowhere.crt }', environment).hub.mqttCa).toBe(environment.MQTT_CA)
      expect(mistakes('{ mqtt_ca: garbage }')).toEqual(['site.yaml hub.mqtt_ca: garbage is not a certificate in PEM form'])
      expect(mistakes('', { MQTT_CA: path.join(folder, 'garbage') })).toEqual([
        'environment MQTT_CA: garbage is not a certificate in PEM form',
      ])
    })

    test('a missing file, and a certificate without a key in the environment, are mistakes', () => {
      expect(mistakes('{ tls: { cert: nowhere.crt, key: hub.key } }')).toEqual([
        expect.stringMatching(/^site\.yaml hub\.tls\.cert: cannot be read: ENOENT/),
      ])
      expect(mistakes('', { PALANG_TLS_CERT: path.join(folder, 'hub.crt') })).toEqual([
        'environment PALANG_TLS_KEY: is missing; certificate and key are given together',
      ])
      expect(mistakes('', { PALANG_TLS_CERT: path.join(folder, 'hub.crt'), PALANG_TLS_KEY: path.join(folder, 'other.key') })).toEqual([
        'environment PALANG_TLS_KEY: other.key does not belong to the certificate hub.crt',
      ])
    })

    test('an expired certificate is taken', () => {
      const pair = readTlsPair({ cert: path.join(folder, 'old.crt'), key: path.join(folder, 'old.key') })
      expect(pair).toMatchObject({ ok: true })
      expect(pair.ok && pair.expiresAt.getTime() < Date.now()).toBe(true)
    })
  },
)
