import path from 'node:path'
import { loadSite, simulatedUnits, type Site } from '@palang/config'
import { expect, test } from 'vitest'
import { hubIsHere, panelUrl, planPrograms, simulatedPortVariables, wantedPorts } from './programs.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const simulated = loadSite({ root, file: 'config/examples/parking-simulated.yaml', environment: { SIMULATION_MODE: 'true' } })
const plan = (site: Site, { simulator = true, traffic = true, dev = false } = {}) =>
  planPrograms({ root, site, environment: { KEPT: 'yes' }, simulator, traffic, dev })
const names = (site: Site, options = {}) => plan(site, options).map(({ name, stage }) => `${stage} ${name}`)

test('a simulated site is a simulator, a hub and one process per machine', () => {
  expect(names(simulated)).toEqual(['0 simulator', '0 hub', '1 gate_in', '1 gate_out'])
})

test('the site that runs when there is no other has a car park, ten water machines and treatment, one process each, all played', () => {
  const site = loadSite({ root, file: 'config/simulated.yaml', environment: { SIMULATION_MODE: 'true' } })
  const waters = Array.from({ length: 10 }, (_, n) => `1 vending-${n + 1}`)
  expect(names(site)).toEqual(['0 simulator', '0 hub', '1 gate_in', '1 gate_out', ...waters, '1 ozon-helm'])
  expect(simulatedUnits(site)).toHaveLength(4)
  for (const { family, products, devices } of site.machines.slice(2, 12)) {
    expect(family).toBe('water')
    expect(products?.map(({ volume_ml: ml }) => ml)).toEqual([600, 1_500, 5_000, 19_000])
    expect(devices).toMatchObject({ board: { driver: 'palang-line' }, sensor: { driver: 'esp32-http' }, cash: { driver: 'simulated' } })
  }
})

test('many played machines share processes, which are told the ports of all of theirs and tell where each kiosk is', () => {
  const site = loadSite({ root, file: 'config/simulated.yaml', environment: { SIMULATION_MODE: 'true' } })
  const plans = planPrograms({ root, site, environment: {}, simulator: true, traffic: true, dev: false, perProcess: 5 })
  expect(plans.map(({ name }) => name)).toEqual([
    'simulator',
    'hub',
    'gate_in to vending-3',
    'vending-4 to vending-8',
    'vending-9 to ozon-helm',
  ])
  expect(plans[0]?.parameters.join(' ')).toContain('--transport tcp')
  expect(plans[4]?.parameters.join(' ')).toContain('--machines vending-9,vending-10,ozon-helm --site')
  const ports = { 'vending-9': { board: 'tcp://127.0.0.1:1' }, 'vending-10': { board: 'tcp://127.0.0.1:2' } }
  expect(plans[4]?.environment(new Map([['simulator', { kind: 'ready', ports }]]))).toMatchObject({
    VENDING_9_ARDUINO_PORT: 'tcp://127.0.0.1:1',
    VENDING_10_ARDUINO_PORT: 'tcp://127.0.0.1:2',
  })
  const ready = new Map([
    ['gate_in', { kind: 'ready', url: 'http://127.0.0.1:8001/' } as const],
    ['vending-9 to ozon-helm', { kind: 'ready', urls: { 'vending-9': 'http://127.0.0.1:8019/' } } as const],
  ])
  expect(['gate_in', 'vending-9', 'vending-1'].map(id => panelUrl(id, ready))).toEqual([
    'http://127.0.0.1:8001/',
    'http://127.0.0.1:8019/',
    undefined,
  ])
})

test('a quiet simulator is told so', () => {
  expect(plan(simulated, { traffic: false })[0]?.parameters).toContain('--no-traffic')
  expect(plan(simulated)[0]?.parameters).not.toContain('--no-traffic')
})

test('without simulation, or when told not to, no simulator is started', () => {
  expect(names({ ...simulated, simulation: false })).not.toContain('0 simulator')
  expect(names(simulated, { simulator: false })).not.toContain('0 simulator')
})

test('a simulated site whose boards are all real needs no simulator', () => {
  const real = simulated.machines.map(machine => ({
    ...machine,
    devices: { board: { driver: 'palang-line' as const, port: 'COM7', simulated: false } },
  }))
  expect(names({ ...simulated, machines: real })).toEqual(['0 hub', '1 gate_in', '1 gate_out'])
})

test('a site whose hub is another computer starts no hub and wants no port for it', () => {
  const site = { ...simulated, hub: { ...simulated.hub, url: 'ws://192.0.2.7:8000' } }
  expect(hubIsHere(site)).toBe(false)
  expect(names(site)).toEqual(['0 simulator', '1 gate_in', '1 gate_out'])
  expect(wantedPorts(site, false).map(({ port }) => port)).toEqual([8001, 8002])
})

test.each(['ws://localhost:8000', 'ws://127.0.0.1:8000/', 'ws://[::1]:8000'])('%s is the hub on this computer', url => {
  expect(hubIsHere({ ...simulated, hub: { ...simulated.hub, url } })).toBe(true)
})

test('the dev server comes last and its port is checked as well', () => {
  expect(names(simulated, { dev: true }).at(-1)).toBe('2 dev server')
  expect(wantedPorts(simulated, true).map(({ port }) => port)).toEqual([8000, 1883, 8001, 8002, 5173])
})

test('children hear about simulation, because naming the default file would turn it off', () => {
  for (const program of plan(simulated)) {
    expect(program.environment(new Map())).toMatchObject({ KEPT: 'yes', SIMULATION_MODE: 'true' })
    expect(program.parameters).toContain(simulated.file)
  }
})

test('a controller is told the ports its simulator opened, at each start anew', () => {
  const gateOut = plan(simulated).find(({ name }) => name === 'gate_out')
  const ports = (reader: string) =>
    new Map([
      ['simulator', { kind: 'ready', ports: { gate_out: { board: '/dev/pts/1', reader, cash: '', terminal: '/dev/pts/3' } } } as const],
    ])
  expect(gateOut?.environment(ports('/dev/pts/2'))).toMatchObject({
    GATE_OUT_ARDUINO_PORT: '/dev/pts/1',
    GATE_OUT_CARD_READER_PORT: '/dev/pts/2',
    GATE_OUT_CARD_TERMINAL_PORT: '/dev/pts/3',
  })
  expect(gateOut?.environment(ports('/dev/pts/9'))).toMatchObject({ GATE_OUT_CARD_READER_PORT: '/dev/pts/9' })
  expect(gateOut?.environment(ports('/dev/pts/9'))).not.toHaveProperty('GATE_OUT_CASH_PORT')
})

test('a simulator that says nothing about a machine changes nothing', () => {
  expect(simulatedPortVariables('gate_in', undefined)).toEqual({})
  expect(simulatedPortVariables('gate_in', { kind: 'ready', ports: 'none' })).toEqual({})
})
