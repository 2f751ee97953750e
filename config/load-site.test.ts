import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError, loadYaml } from '@palang/kit'
import { tariff as tariffForm, tariffProblems } from '@palang/tariff'
import { expect, onTestFinished, test } from 'vitest'
import type { Environment } from './environment.ts'
import { usualIctBytes } from './ict-bytes.ts'
import { loadSite, type Site } from './load-site.ts'

const root = path.resolve(import.meta.dirname, '..')

const outlet = 'outlet: { id: pusat, name: Parkir, timezone: Asia/Jakarta, currency: IDR }\n'
const parking = 'parking: { zones: [ { id: main, capacity: { car: 10 } } ], tariff: standard.yaml }\n'
const gate = (id: string, panelPort: number, rest = '') =>
  `  - { id: ${id}, family: gate, direction: in, panel: { port: ${panelPort} }${rest} }\n`
const tariff =
  'id: standard\nversion: 1\ncurrency: IDR\nclasses:\n  car: { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 50000 }\n'

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-site-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ 'standard.yaml': tariff, ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

function load(text: string, environment: Environment = {}): Site {
  return loadSite({ root: project({ 'site.yaml': text }), file: 'site.yaml', environment })
}

function mistakes(text: string, environment: Environment = {}): string[] {
  try {
    load(text, environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.mistakes.map(({ file, path: at, message }) => `${path.basename(file)} ${at}: ${message}`)
  }
}

test('mistakes of the site file, the tariff and the environment are told in one go', () => {
  const text = `${outlet}hub: { prt: 9000 }\n${parking.replace('standard', 'missing')}machines:\n${gate('gate_in', 8001)}${gate('gate_in', 8001, ', zone: attic')}`
  const found = mistakes(text, { WEBSOCKET_PORT: 'eighty', LOG_LEVEL: 'loud', SIMULATION_MODE: 'perhaps' })
  expect(found.map(line => line.replace(/neither [^;]*/, 'neither …'))).toEqual([
    'site.yaml hub.prt: is not a known key; did you mean port?',
    'site.yaml machines.1.id: is used by machines.0 already (found "gate_in")',
    'site.yaml machines.1.panel.port: is used by machines.0 already (found 8001)',
    'site.yaml machines.1.zone: is not one of parking.zones (found "attic")',
    'site.yaml parking.tariff: no such file: neither …; give its path from the folder of this site file, or a whole path',
    'environment WEBSOCKET_PORT: expected a port number 1–65535 (found "eighty")',
    'environment SIMULATION_MODE: expected true or false (found "perhaps")',
    'environment LOG_LEVEL: expected debug, info, warn or error (found "loud")',
  ])
})

test('a tariff that says what it cannot mean is refused, one that is only unusual is not', () => {
  const text = `${outlet}${parking}machines:\n${gate('gate_in', 8001)}`
  const found = (more: string) => {
    try {
      loadSite({ root: project({ 'site.yaml': text, 'standard.yaml': `${tariff}${more}` }), file: 'site.yaml', environment: {} })
      return []
    } catch (error) {
      return error instanceof ConfigError ? error.mistakes.map(({ path: at, message }) => `${at}: ${message}`) : [error]
    }
  }
  expect(found('members: { class: staff }\n')).toEqual(['members.class: there is no class staff'])
  expect(found('free_minutes: 60\n')).toEqual([])
})

test('the tariffs that come with the project have no mistakes', () => {
  const folder = path.join(root, 'config', 'tariffs')
  const read = readdirSync(folder).map(name => loadYaml(path.join(folder, name), tariffForm))
  expect(read.map(({ id }) => id).toSorted()).toEqual(['mall', 'standard'])
  expect(read.flatMap(tariffProblems).filter(({ severity }) => severity === 'mistake')).toEqual([])
})

test('a site file that is right in itself still tells cross mistakes once', () => {
  expect(mistakes(`${outlet}${parking}machines:\n${gate('gate_in', 8001)}${gate('gate_out', 8001)}`)).toEqual([
    'site.yaml machines.1.panel.port: is used by machines.0 already (found 8001)',
  ])
})

test('a port of this computer belongs to one device; those of machines elsewhere are other ports', () => {
  const board = (port: string, more = '') => `, devices: { board: { driver: palang-line, port: "${port}" } }${more}`
  const two = (port: string, more = '') =>
    mistakes(`${outlet}${parking}machines:\n${gate('gate_in', 8001, board(port))}${gate('gate_out', 8002, board(port, more))}`)
  expect(two('COM3')).toEqual(['site.yaml machines.1.devices.board.port: is used by machines.0.devices.board already (found "COM3")'])
  expect(two('COM3', ', elsewhere: true')).toEqual([])
  const cases = `${gate('gate_in', 8001, board('COM7'))}${gate('gate_out', 8002, board('com7'))}`
  expect(mistakes(`${outlet}${parking}machines:\n${cases}`)).toEqual([
    'site.yaml machines.1.devices.board.port: is used by machines.0.devices.board already (found "com7")',
  ])
  expect(two('tcp://10.0.0.9:4001')).toEqual([])
})

test('hub, broker and panels listen on ports of their own, unless they are on different computers', () => {
  const site = (hub: string, port: number, more = '') => `${outlet}${hub}${parking}machines:\n${gate('gate_in', port, more)}`
  expect(mistakes(site('', 8000))).toEqual([
    'site.yaml machines.0.panel.port: is used by hub.port already; give one of them another port (found 8000)',
  ])
  expect(mistakes(site('', 1883))).toEqual([
    'site.yaml machines.0.panel.port: is used by hub.mqtt already; give one of them another port (found 1883)',
  ])
  expect(mistakes(site('hub: { mqtt: "embedded:8000" }\n', 8001))).toEqual([
    'site.yaml hub.mqtt: is the port of hub.port already (found "embedded:8000")',
  ])
  expect(mistakes(site('', 8000, ', elsewhere: true'))).toEqual([])
  expect(mistakes(site('hub: { url: "ws://10.0.0.1:8000" }\n', 8000))).toEqual([])
  expect(mistakes(site('', 8000), { WEBSOCKET_PORT: '9000' })).toEqual([])
  const both = gate('gate_a', 8001, ', elsewhere: true') + gate('gate_b', 8001, ', elsewhere: true')
  expect(mistakes(`${outlet}${parking}machines:\n${both}`)).toEqual([])
})

test('one port given to two devices by the environment is told as such', () => {
  const text = `${outlet}${parking}machines:\n${gate('gate_in', 8001)}${gate('gate_out', 8002)}`
  expect(mistakes(text, { GATE_IN_ARDUINO_PORT: 'COM7', GATE_OUT_ARDUINO_PORT: 'COM7' })).toEqual([
    'environment machines.1.devices.board.port: is used by machines.0.devices.board already',
  ])
})

test('what is found wrong after the reading names its line as well', () => {
  const root = project({ 'site.yaml': `${outlet}${parking.replace('standard', 'missing')}machines:\n${gate('gate_in', 8001)}` })
  expect(() => loadSite({ root, file: 'site.yaml', environment: {} })).toThrow('site.yaml:2: parking.tariff: no such file')
})

test.each([
  ['{ driver: escpos, port: COM3, width_mm: 60 }', 'expected one of 58, 80 (found 60)'],
  ['{ driver: escpos, port: COM3, baud: 1 }', 'expected at least 300 (found 1)'],
])('a printer %s is told what it may be', (printer, message) => {
  const text = `${outlet}${parking}machines:\n${gate('gate_in', 8001, `, devices: { printer: ${printer} }`)}`
  expect(mistakes(text)).toEqual([expect.stringContaining(message) as string])
})

test('a coin worth nothing is told that it is worth more', () => {
  const devices = 'devices: { board: { driver: palang-line, port: COM3 }, coins: { driver: pulse, pin: 2, value_per_pulse: 0 } }'
  expect(mistakes(`${outlet}${parking}machines:\n${gate('gate_in', 8001, `, ${devices}`)}`)).toEqual([
    'site.yaml machines.0.devices.coins.value_per_pulse: expected more than 0 (found 0)',
  ])
})

test.each([
  ['{ driver: snapshot, url: "rtsp://10.0.0.9/1" }', 'url: expected the http or https address of the camera'],
  ['{ driver: mjpeg, url: "http:///video" }', 'url: expected the http or https address of the camera'],
  ['{ driver: rtsp, url: "http://10.0.0.9/1" }', 'url: expected the rtsp address of the camera'],
  ['{ driver: rtsp, url: "rtsp://10.0.0.9/a b" }', 'url: expected the rtsp address of the camera'],
  ['{ driver: usb, source: "0; reboot" }', 'source: expected the number of the camera or /dev/…'],
])('a camera %s is a mistake', (camera, expected) => {
  expect(mistakes(`${outlet}${parking}machines:\n${gate('g', 8001, `, devices: { camera: ${camera} }`)}`)).toEqual([
    expect.stringContaining(`devices.camera.${expected}`),
  ])
})

test.each([
  ['an empty file', '', ': expected keys and values'],
  ['a list', '- 1\n', ': expected keys and values'],
  ['no machine', `${outlet}machines: []\n`, 'machines: expected at least 1 item'],
  [
    'an unknown driver',
    `${outlet}${parking}machines:\n${gate('g', 8001, ', devices: { board: { driver: palangline, port: COM1 } }')}`,
    'devices.board.driver: expected one of palang-line, gate-words',
  ],
  [
    'a driver without its port',
    `${outlet}${parking}machines:\n${gate('g', 8001, ', devices: { board: { driver: palang-line } }')}`,
    'devices.board.port: is missing; expected text',
  ],
  [
    'a key of another driver',
    `${outlet}${parking}machines:\n${gate('g', 8001, ', devices: { reader: { driver: em18, port: COM1, width_mm: 58 } }')}`,
    'reader.width_mm: is not a known key; known here: driver, port, baud, simulated',
  ],
  [
    'one byte with two meanings',
    `${outlet}${parking}machines:\n${gate('g', 8001, ', devices: { cash: { driver: ict, port: COM7, channels: [1], bytes: { faults: { jam: 0x24 } } } }')}`,
    'cash.bytes.faults.stacker_open: 0x24 means faults.jam already',
  ],
  [
    'a port as text',
    `${outlet}${parking}machines:\n${gate('g', 8001).replace('8001', '"8001"')}`,
    'panel.port: expected a number (found "8001")',
  ],
  [
    'a gate without direction',
    `${outlet}${parking}machines:\n${gate('g', 8001).replace('direction: in, ', '')}`,
    'direction: a gate needs direction: in, out or pay',
  ],
  [
    'a pay station with a board',
    `${outlet}${parking}machines:\n${gate('p', 8001, ', devices: { board: { driver: simulated } }').replace('in,', 'pay,')}`,
    'devices.board: a pay station stands in no lane',
  ],
  ['gates without parking', `${outlet}machines:\n${gate('g', 8001)}`, 'parking: is missing; a site with gates needs it'],
  [
    'an unknown time zone',
    `${outlet.replace('Asia/Jakarta', 'Asia/Jakart')}${parking}machines:\n${gate('g', 8001)}`,
    'outlet.timezone: expected an IANA time zone',
  ],
  [
    'a hub address that is not a WebSocket',
    `${outlet}hub: { url: "http://hub" }\n${parking}machines:\n${gate('g', 8001)}`,
    'hub.url: expected the ws:// or wss:// address',
  ],
  ...['*', 'https://office.example/', 'https://Office.example', 'office.example', 'null', 'ws://office.example', 'https://a:443'].map(
    (origin): [string, string, string] => [
      `${origin} as an origin`,
      `${outlet}hub: { cors: [ "https://office.example", "${origin}" ] }\n${parking}machines:\n${gate('g', 8001)}`,
      'hub.cors.1: expected an origin as browsers write it',
    ],
  ),
  ['text that is not YAML', 'outlet: [', 'not YAML'],
])('%s is refused with its place and what was expected', (_what, text, expected) => {
  expect(mistakes(text).join('\n')).toContain(expected)
})

test.each([
  '1883',
  'embedded',
  'embedded:0',
  'embedded:65536',
  'embedded:1883x',
  'http://broker:1883',
  'mqtt://',
  'mqtt:// broker',
  'mqtts://hub:100%@broker.example',
  'OFF',
  '',
])('MQTT at %j is refused once, with what was expected', mqtt => {
  const text = `${outlet}hub: { mqtt: ${JSON.stringify(mqtt)} }\n${parking}machines:\n${gate('g', 8001)}`
  const expected = 'embedded:<port>, mqtt://host:port, mqtts://user:pass@host:port or off'
  expect(mistakes(text)).toEqual([`site.yaml hub.mqtt: expected ${expected} (found ${JSON.stringify(mqtt)})`])
})

test('MQTT is embedded on 1883 unless the site file says otherwise, and the environment wins', () => {
  const at = (hub: string, environment: Environment = {}) =>
    load(`${outlet}${hub}${parking}machines:\n${gate('g', 8001)}`, environment).hub.mqtt
  expect(at('')).toEqual({ kind: 'embedded', port: 1883 })
  expect(at('hub: { mqtt: "embedded:65535" }\n')).toEqual({ kind: 'embedded', port: 65_535 })
  expect(at('hub: { mqtt: off }\n')).toEqual({ kind: 'off' })
  const url = 'mqtts://hub:p%40ss@broker.example:8883'
  expect(at('hub: { mqtt: off }\n', { MQTT_URL: url })).toEqual({ kind: 'outside', url })
  expect(mistakes(`${outlet}${parking}machines:\n${gate('g', 8001)}`, { MQTT_URL: 'embedded:99999' })).toEqual([
    'environment MQTT_URL: expected embedded:<port>, mqtt://host:port, mqtts://user:pass@host:port or off (found "embedded:99999")',
  ])
})

test('a missing site file is told, and does not hide a mistake in the environment', () => {
  const load = () => loadSite({ root, file: 'nowhere.yaml', environment: { WEBSOCKET_PORT: '0' } })
  expect(load).toThrow(/nowhere\.yaml: cannot be read[\s\S]*WEBSOCKET_PORT/)
})

test('the environment wins over the site file', () => {
  const site = load(`${outlet}hub: { host: 127.0.0.1, port: 9000 }\n${parking}machines:\n${gate('gate-in', 8001)}`, {
    WEBSOCKET_HOST: '127.0.0.2',
    WEBSOCKET_PORT: '9001',
    DATABASE_URL: 'mysql://u:p@db:3306/palang',
    GATE_IN_ARDUINO_PORT: 'COM7',
    GATE_IN_CAMERA_SOURCE: '1',
  })
  expect(site.hub).toMatchObject({ host: '127.0.0.2', port: 9001, url: 'ws://127.0.0.2:9001', databaseUrl: 'mysql://u:p@db:3306/palang' })
  expect(site.machines[0]?.devices).toEqual({ board: { driver: 'palang-line', port: 'COM7' }, camera: { driver: 'usb', source: 1 } })
})

test('a device port of the environment that cannot be one is a mistake', () => {
  expect(mistakes(`${outlet}${parking}machines:\n${gate('gate_in', 8001)}`, { GATE_IN_ARDUINO_PORT: 'tcp://no-port' })).toEqual([
    'environment gate_in.devices.board.port: expected a device path, COM<n> or tcp://host:port',
  ])
})

test('in simulation a real device path is never opened', () => {
  const devices =
    ', devices: { board: { driver: palang-line, port: /dev/ttyUSB0 }, reader: { driver: em18, port: /dev/ttyUSB1, simulated: false } }'
  const site = load(`${outlet}simulation: true\n${parking}machines:\n${gate('gate_in', 8001, devices)}`)
  expect(site.machines[0]?.devices.board).toMatchObject({
    driver: 'palang-line',
    port: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:/) as unknown,
  })
  expect(site.machines[0]?.devices.reader).toMatchObject({ driver: 'em18', port: '/dev/ttyUSB1' })
})

test('in simulation an acceptor whose bytes the simulator speaks keeps its driver, on a port of the simulator', () => {
  const devices = ', devices: { cash: { driver: ict, port: COM7, channels: [1000, 0], bytes: { stacked: 0x12 } } }'
  const site = load(`${outlet}simulation: true\n${parking}machines:\n${gate('gate_out', 8001, devices)}`)
  expect(site.machines[0]?.devices.cash).toEqual({
    driver: 'ict',
    port: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:/) as unknown,
    channels: [1000, 0],
    bytes: { ...usualIctBytes, stacked: 0x12 },
  })
})

test.each(['gate-words', 'star-hash', 'a6-net'])('in simulation a board of the make %s is played as that very make', driver => {
  const line = `, devices: { board: { driver: ${driver}, port: /dev/ttyUSB0, baud: 9600 } }`
  const text = `${outlet}simulation: true\n${parking}machines:\n${gate('gate_in', 8001, line)}`
  expect(load(text).machines[0]?.devices.board).toEqual({ driver, port: 'tcp://127.0.0.1:20004' })
  const port = '/srv/palang/run/simulated-ports/gate_in-board'
  expect(load(text, { GATE_IN_ARDUINO_PORT: port }).machines[0]?.devices.board).toEqual({ driver, port })
})

test.each([
  ['{ driver: simulated }', { listen_port: 28_001, secret: expect.stringMatching(/.{16}/), min_confidence: 0.9 }],
  [
    '{ driver: http-push, listen_port: 8091, host: 0.0.0.0, secret: one-of-the-camera-1, min_confidence: 0.8 }',
    { listen_port: 8091, secret: 'one-of-the-camera-1', min_confidence: 0.8 },
  ],
])('in simulation reads of plates are posted to the real driver, on this computer only: %s', (given, expected) => {
  const site = load(`${outlet}simulation: true\n${parking}machines:\n${gate('gate_in', 8001, `, devices: { plate_reader: ${given} }`)}`)
  expect(site.machines[0]?.devices.plate_reader).toEqual({ driver: 'http-push', host: '127.0.0.1', ...expected })
})

test.each([
  ['star-hash, port: COM1', 'pulse, pin: 2, value_per_pulse: 500', 'devices.coins.driver: pulses are counted by a board palang-line'],
  ['palang-line, port: COM1', 'pulse, pin: 3, value_per_pulse: 500', 'devices.coins.pin: has another use in this machine'],
  ['palang-line, port: COM1', 'pulse, pin: 5, value_per_pulse: 500', 'devices.coins.pin: expected'],
  ['palang-line, port: COM1', 'pulse, pin: 2, value_per_pulse: 0', 'devices.coins.value_per_pulse: expected'],
])('coins that the board could not count are a mistake: board %s, coins %s', (board, coins, mistake) => {
  const devices = `, devices: { board: { driver: ${board} }, coins: { driver: ${coins} } }`
  expect(mistakes(`${outlet}${parking}machines:\n${gate('gate_out', 8001, devices)}`)).toEqual([expect.stringContaining(mistake)])
})

test('in simulation coins are counted by the played board, and in the process where none of ours is played', () => {
  const coins = 'coins: { driver: pulse, pin: 2, value_per_pulse: 500 }'
  const atGate = `, devices: { board: { driver: simulated }, ${coins} }`
  const played = load(`${outlet}simulation: true\n${parking}machines:\n${gate('gate_out', 8001, atGate)}`)
  expect(played.machines[0]?.devices.coins).toEqual({ driver: 'pulse', pin: 2, value_per_pulse: 500 })
  const counted = (family: string) => {
    const devicesThere = `{ board: { driver: simulated }, ${coins.replace('pin: 2', 'pin: 3')} }`
    const machine = `  - { id: water_1, family: ${family}, panel: { port: 8003 }, devices: ${devicesThere} }`
    return load(`${outlet}simulation: true\nmachines:\n${machine}\n`).machines[0]?.devices.coins
  }
  expect(counted('water')).toEqual({ driver: 'pulse', pin: 3, value_per_pulse: 500 })
  expect(counted('ozone')).toEqual({ driver: 'simulated' })
})

test('in simulation what the simulator does not play is played in the process, and a board keeps its calibration', () => {
  const devices =
    '{ board: { driver: palang-line, port: /dev/ttyUSB0, pulses_per_litre: 448 }, cash: { driver: simulated }, printer: { driver: simulated } }'
  const site = load(
    `${outlet}simulation: true\nmachines:\n  - { id: water_1, family: water, panel: { port: 8003 }, devices: ${devices} }\n`,
  )
  expect(site.machines[0]?.devices).toEqual({
    board: { driver: 'palang-line', port: expect.stringMatching(/^tcp:/), pulses_per_litre: 448 },
    cash: { driver: 'simulated', port: expect.stringMatching(/^tcp:/) },
    printer: { driver: 'simulated' },
  })
})

test.each([
  ['{ driver: simulated }', 5],
  ['{ driver: esp32-http, url: "http://192.0.2.7/readings", interval_s: 30 }', 30],
])('in simulation the real driver asks the played sensor heads, all behind one port: %s', (sensor, seconds) => {
  const machine = (id: string, port: number) =>
    `  - { id: ${id}, family: water, panel: { port: ${port} }, devices: { sensor: ${sensor} } }\n`
  const site = load(`${outlet}simulation: true\nhub: { port: 9000 }\nmachines:\n${machine('vending-1', 8011)}${machine('vending-2', 8012)}`)
  expect(site.machines.map(({ devices }) => devices.sensor)).toEqual(
    ['vending-1', 'vending-2'].map(id => ({ driver: 'esp32-http', url: `http://127.0.0.1:17001/${id}/readings`, interval_s: seconds })),
  )
})

test.each(['/srv/palang/run/simulated-ports/gate_in-board', 'tcp://127.0.0.1:45001'])(
  'a port the simulator really opened is kept: %s',
  port => {
    const site = load(
      `${outlet}simulation: true\n${parking}machines:\n${gate('gate_in', 8001, ', devices: { board: { driver: simulated } }')}`,
      { GATE_IN_ARDUINO_PORT: port },
    )
    expect(site.machines[0]?.devices.board).toEqual({ driver: 'palang-line', port })
  },
)

test('without a site file the simulated site runs, and simulation is on only then', () => {
  const folder = project({
    'config/simulated.yaml': `${outlet}${parking.replace('standard.yaml', '../standard.yaml')}machines:\n${gate('g', 8001)}`,
  })
  const simulated = loadSite({ root: folder, environment: {} })
  const named = loadSite({ root: folder, file: 'config/simulated.yaml', environment: {} })
  expect([simulated.simulation, named.simulation]).toEqual([true, false])
})

test('relative paths start at the project, whatever the working folder', () => {
  const folder = project({
    'config/site.yaml': `${outlet}${parking.replace('standard.yaml', '../standard.yaml')}machines:\n${gate('g', 8001)}`,
  })
  const site = loadSite({ root: folder, environment: {} })
  expect(site).toMatchObject({
    file: path.join(folder, 'config', 'site.yaml'),
    dataDir: path.join(folder, 'data'),
    hub: { databaseUrl: `file:${path.join(folder, 'data', 'hub.db')}` },
    parking: { tariff: path.join(folder, 'standard.yaml') },
  })
})

test.each(readdirSync(path.join(root, 'config', 'examples')))('the example %s is a site file', name => {
  expect(loadSite({ root, file: path.join('config', 'examples', name), environment: {} }).machines.length).toBeGreaterThan(0)
})
