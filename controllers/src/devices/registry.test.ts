import { machineConfig, type MachineConfig } from '@palang/config'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { SimulatedBoard } from './board/simulated.ts'
import { SimulatedLineCash } from './cash/drivers/simulated-line/driver.ts'
import { EscposPrinter } from './printer/drivers/escpos/driver.ts'
import { type DeviceServices, loadDrivers } from './registry.ts'

function machine(devices: Record<string, unknown>): MachineConfig {
  return machineConfig.parse({ id: 'gate_out', family: 'gate', direction: 'out', panel: { port: 8002 }, devices })
}

const openDevices = async (fitted: MachineConfig, given: DeviceServices) => (await loadDrivers(fitted))(given)

function services() {
  return { clock: new ManualClock(), log: silentLog(), timeZone: 'Asia/Jakarta' }
}

test('opens what is fitted and nothing else, without starting it', async () => {
  const open = await openDevices(
    machine({
      board: { driver: 'palang-line', port: '/dev/ttyUSB0' },
      reader: { driver: 'newline', port: 'COM4', baud: 19_200 },
      cash: { driver: 'simulated', port: 'tcp://127.0.0.1:2' },
      printer: { driver: 'escpos', port: '/dev/usb/lp0', width_mm: 80 },
    }),
    services(),
  )
  expect(Object.keys(open).toSorted()).toEqual(['board', 'cash', 'printer', 'reader'])
  expect(open.printer).toBeInstanceOf(EscposPrinter)
  expect(open.cash).toBeInstanceOf(SimulatedLineCash)
  for (const device of Object.values(open)) expect(device.status()).toEqual({ state: 'disconnected', reason: 'not started' })
})

test('each line is kept under the name of its device', async () => {
  const kept: string[] = []
  const framesOf = (device: string) => {
    kept.push(device)
    return { begin: () => () => undefined }
  }
  const devices = {
    board: { driver: 'palang-line', port: 'tcp://127.0.0.1:2' },
    reader: { driver: 'newline', port: 'COM4' },
    cash: { driver: 'simulated', port: 'tcp://127.0.0.1:3' },
    printer: { driver: 'escpos', port: 'COM6', width_mm: 80 },
  }
  await openDevices(machine(devices), { ...services(), framesOf })
  expect(kept.toSorted()).toEqual(['board', 'cash', 'printer', 'reader'])
})

test('coins that the board counts are a guest on its line', async () => {
  const open = await openDevices(
    machine({
      board: { driver: 'palang-line', port: 'tcp://127.0.0.1:2' },
      coins: { driver: 'pulse', pin: 2, value_per_pulse: 500 },
    }),
    services(),
  )
  open.coins?.start()
  expect(open.coins?.status()).toEqual({ state: 'disconnected', reason: 'not started' })
  open.board?.start()
  expect(open.coins?.status().state).toBe('connecting')
  await open.board?.stop()
  expect(open.coins?.status()).toEqual({ state: 'disconnected', reason: 'stopped' })
})

test('every kind can be simulated, and the camera sees what the board tells', async () => {
  const given = services()
  const simulated = { driver: 'simulated' }
  const open = await openDevices(
    machine({
      board: simulated,
      reader: simulated,
      camera: simulated,
      cash: simulated,
      coins: simulated,
      printer: simulated,
      terminal: simulated,
    }),
    given,
  )
  const devices = Object.values(open)
  expect(devices).toHaveLength(7)
  for (const device of devices) device.start()
  await given.clock.advance(100)
  for (const device of devices) expect(device.status().state).toBe('ready')
  const { board, camera } = open
  if (!(board instanceof SimulatedBoard) || camera === undefined) throw new Error('not simulated')
  const empty = await camera.capture(1_000)
  board.model.set('loop1', true)
  await given.clock.advance(5_000)
  const waiting = await camera.capture(1_000)
  expect(empty.ok && waiting.ok && Buffer.compare(empty.jpeg, waiting.jpeg)).not.toBe(0)
  for (const device of devices) await device.stop()
})

test('a driver that this version lacks is named with its machine', async () => {
  const board = { driver: 'gate-words', port: 'COM4' }
  const water = machineConfig.parse({ id: 'vending-1', family: 'water', panel: { port: 8003 }, devices: { board } })
  await expect(openDevices(water, services())).rejects.toThrow(
    expect.objectContaining({
      code: 'driver_not_available',
      detail: { machine: 'vending-1', device: 'board', driver: 'gate-words' },
    }),
  )
})

test('a sensor of the water is opened', async () => {
  const { sensor } = await openDevices(machine({ sensor: { driver: 'esp32-http', url: 'http://10.0.0.7/readings' } }), services())
  expect(sensor?.status()).toEqual({ state: 'disconnected', reason: 'not started' })
})

test.each([
  ['usb', { source: '/dev/video0' }],
  ['snapshot', { url: 'http://10.0.0.9/snap.jpg' }],
  ['mjpeg', { url: 'http://admin:secret@10.0.0.9/video' }],
  ['rtsp', { url: 'rtsp://admin:secret@10.0.0.9/1' }],
])('a %s camera is opened', async (driver, address) => {
  const { camera } = await openDevices(machine({ camera: { driver, ...address } }), services())
  expect(camera?.status().state).toBe('disconnected')
})

test('a reader without a port of its own is made without anything being started', async () => {
  const { reader } = await openDevices(machine({ reader: { driver: 'pcsc', reader: 'ACR122U' } }), services())
  expect(reader?.status()).toEqual({ state: 'disconnected', reason: 'not started' })
})

test('an impossible TCP port is refused before anything opens', async () => {
  await expect(openDevices(machine({ board: { driver: 'palang-line', port: 'tcp://host:99999' } }), services())).rejects.toThrow(
    expect.objectContaining({ code: 'port_malformed' }),
  )
})

test.each([
  { driver: 'gate-words', port: 'COM4' },
  { driver: 'star-hash', port: '/dev/ttyUSB0', baud: 9600, card_digits: 'decimal' },
  { driver: 'a6-net', port: 'tcp://192.168.1.70:5000' },
])('a board of the make $driver opens', async board => {
  const open = await openDevices(machine({ board }), services())
  expect(open.board?.status()).toEqual({ state: 'disconnected', reason: 'not started' })
})
