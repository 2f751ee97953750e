/** The driver and the simulator's acceptor over ports of the operating system, with the time such ports take. */
import { spawnSync } from 'node:child_process'
import { usualIctBytes } from '@palang/config'
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { IctAcceptor } from '../../../../../../simulator/src/cash/ict-acceptor.ts'
import type { PlayedPort, PortListener } from '../../../../../../simulator/src/transport/played-port.ts'
import { tcpPort } from '../../../../../../simulator/src/transport/tcp-port.ts'
import { streamsFor } from '../../../../io/open-stream.ts'
import { pseudoTerminal } from '../../../../io/played-port.test-support.ts'
import { IctCash } from './driver.ts'
import { channels, quick, wordsOf } from './rig.test-support.ts'

const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0
if (!hasSocat) process.stdout.write('ict on a pseudo terminal: skipped, socat is not installed\n')

async function pay(makePort: (listener: PortListener) => PlayedPort) {
  const acceptor = new IctAcceptor({
    name: 'cash',
    clock: systemClock,
    changed: () => undefined,
    channels,
    delays: quick,
    makePort: (_name, listener) => makePort(listener),
  })
  await acceptor.port.start()
  onTestFinished(() => acceptor.port.stop())
  const cash = new IctCash({
    streams: streamsFor(acceptor.port.address(), { baud: 9_600, parity: 'even' }),
    clock: systemClock,
    log: silentLog(),
    bytes: usualIctBytes,
    channels,
  })
  onTestFinished(() => cash.stop())
  const told: string[] = []
  const ready = new Promise<void>(resolve => {
    cash.subscribe(event => {
      told.push(wordsOf(event))
      if (event.kind === 'status' && event.status.state === 'ready') resolve()
      if (event.kind === 'escrow') void cash.accept()
    })
  })
  cash.start()
  await ready
  expect(await cash.enable()).toEqual({ ok: true })
  const enabled = new Promise<void>(resolve => {
    const look = systemClock.every(5, () => {
      if (!acceptor.isEnabled()) return
      look.cancel()
      resolve()
    })
  })
  await enabled
  expect(await acceptor.insert(5_000)).toBe('stacked')
  const stacked = new Promise<void>(resolve => {
    if (told.includes('stacked 5000')) return resolve()
    cash.subscribe(event => event.kind === 'stacked' && resolve())
  })
  await stacked
  return told.filter(line => !line.startsWith('connecting') && !line.startsWith('disconnected'))
}

test('a note is paid over TCP', async () => {
  expect(await pay(listener => tcpPort(0, listener))).toEqual(['ready', 'escrow 5000', 'stacked 5000'])
})

test.skipIf(!hasSocat)('a note is paid over a serial port with even parity', async () => {
  expect(await pay(listener => pseudoTerminal('cash', listener))).toEqual(['ready', 'escrow 5000', 'stacked 5000'])
})
