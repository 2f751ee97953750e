import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listeningInodes, pidFromNetstat, shortCommand } from './port-owner.ts'
import { describePort, portMistakes, portState } from './ports.ts'

async function listenSomewhere(host: string): Promise<number> {
  const server: Server = createServer()
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => new Promise<void>(resolve => server.close(() => resolve())))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

test('a port somebody listens on is taken, also when only on loopback', async () => {
  const port = await listenSomewhere('127.0.0.1')
  expect(await portState({ host: '127.0.0.1', port })).toMatchObject({ state: 'taken' })
  expect(await portState({ host: '0.0.0.0', port })).toMatchObject({ state: 'taken' })
})

test.runIf(process.platform === 'linux')('the mistake names the port, who wants it and which process has it', async () => {
  const port = await listenSomewhere('127.0.0.1')
  const lines = await portMistakes([{ for: 'hub', host: '127.0.0.1', port }])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain(`port ${port} (hub) is taken by process ${process.pid}`)
})

test('a free port is no mistake', async () => {
  expect(await portState({ host: '127.0.0.1', port: 0 })).toEqual({ state: 'free' })
})

test('an address that is not of this computer is refused with the reason', async () => {
  expect(await portState({ host: '192.0.2.1', port: 0 })).toMatchObject({ state: 'refused' })
})

test('an unknown owner is said to be another program', () => {
  expect(describePort({ for: 'panel of gate_in', host: '127.0.0.1', port: 8001 }, { state: 'taken', owner: undefined })).toEqual([
    'port 8001 (panel of gate_in) is taken by another program',
  ])
})

test('a command line names the program without its folder and says when it was cut', () => {
  expect(shortCommand(['/usr/sbin/mosquitto', '-c', '/etc/mosquitto.conf', ''])).toBe('mosquitto -c /etc/mosquitto.conf')
  const cut = shortCommand(['/usr/bin/node', 'x'.repeat(200)])
  expect(cut).toHaveLength(120)
  expect(cut).toMatch(/^node x+…$/)
  expect(shortCommand([''])).toBeUndefined()
})

test('only listening sockets of the port count in /proc/net/tcp', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0',
    '   1: 0100007F:1F40 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1',
    '   2: 00000000:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0',
  ].join('\n')
  expect(listeningInodes(table, 8000)).toEqual(['4711'])
})

test('the listener is found in the output of netstat, whatever the language of Windows', () => {
  const output = [
    '  TCP    127.0.0.1:50000        127.0.0.1:8000         HERGESTELLT     777',
    '  TCP    0.0.0.0:8000           0.0.0.0:0              ABHÖREN         4242',
  ].join('\r\n')
  expect(pidFromNetstat(output, 8000)).toBe(4242)
})
