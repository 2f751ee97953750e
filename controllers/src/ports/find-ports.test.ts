import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MachineConfig } from '@palang/config'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findPorts, type ListedPort } from './find-ports.ts'
import { holders } from './holders.ts'
import { describePorts, wishes } from './report.ts'

/** A computer with these files, each with its text; `-> x` is a link. */
function computer(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'palang-ports-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    if (text.startsWith('-> ')) symlinkSync(path.join(root, text.slice(3)), file)
    else writeFileSync(file, text)
  }
  return root
}

const arduino: ListedPort = { path: '/dev/ttyACM0', manufacturer: 'Arduino', serialNumber: '8563', vendorId: '2341', productId: '0043' }

describe.skipIf(process.platform === 'win32')('what is plugged into a Linux computer', () => {
  test('is found under the name that stays, without the ports that are not fitted', async () => {
    const root = computer({
      'dev/ttyACM0': '',
      'dev/ttyUSB10': '',
      'dev/ttyUSB9': '',
      'dev/ttyS0': '',
      'dev/ttyS1': '',
      'sys/class/tty/ttyS0/type': '4\n',
      'sys/class/tty/ttyS1/type': '0\n',
      'dev/serial/by-id/usb-Arduino-if00': '-> dev/ttyACM0',
      'dev/usb/lp0': '',
      'dev/video0': '',
      'dev/video1': '',
      'sys/class/video4linux/video0/name': 'HD Webcam\n',
      'sys/class/video4linux/video0/index': '0\n',
      'sys/class/video4linux/video1/index': '1\n',
    })
    const found = await findPorts({ list: () => Promise.resolve([arduino]), root, platform: 'linux' })
    expect(found.map(({ kind, device, description }) => `${kind} ${device} ${description}`)).toEqual([
      'serial /dev/ttyACM0 Arduino, 2341:0043, serial 8563',
      'serial /dev/ttyS0 serial port',
      'serial /dev/ttyUSB9 serial port',
      'serial /dev/ttyUSB10 serial port',
      'printer /dev/usb/lp0 USB printer',
      'camera /dev/video0 HD Webcam',
    ])
    expect(found[0]).toMatchObject({ stableNames: ['/dev/serial/by-id/usb-Arduino-if00'], refusal: null })
  })

  test('is found although the binding cannot list it', async () => {
    const root = computer({ 'dev/ttyUSB0': '' })
    const found = await findPorts({ list: () => Promise.reject(new Error('udevadm: not found')), root, platform: 'linux' })
    expect(found.map(port => port.device)).toEqual(['/dev/ttyUSB0'])
  })

  test('the program that has it open is named', () => {
    const root = computer({
      'dev/ttyUSB0': '',
      'proc/812/comm': 'minicom\n',
      'proc/812/fd/3': '-> dev/ttyUSB0',
      'proc/self/fd/0': '-> dev/ttyUSB0',
    })
    const device = path.join(root, 'dev/ttyUSB0')
    expect([...holders(new Set([device]), path.join(root, 'proc'))]).toEqual([[device, 'minicom (pid 812)']])
  })
})

test('COM ports are told as Windows lists them', async () => {
  const list = () => Promise.resolve([{ ...arduino, path: 'COM10' }, { path: 'COM7' }])
  const found = await findPorts({ list, root: '/', platform: 'win32' })
  expect(found.map(port => [port.device, port.stableNames, port.refusal])).toEqual([
    ['COM7', [], null],
    ['COM10', [], null],
  ])
})

test('the report says whose a port is, why it cannot be opened, and what is missing', () => {
  const machine: MachineConfig = {
    id: 'gate_in',
    family: 'gate',
    direction: 'in',
    vehicle_class: 'car',
    panel: { port: 8001, host: '127.0.0.1' },
    devices: { board: { driver: 'palang-line', port: '/dev/ttyACM0' }, camera: { driver: 'usb', source: 2 } },
  }
  expect([...wishes([machine])]).toEqual([
    ['/dev/ttyACM0', ['gate_in board']],
    ['/dev/video2', ['gate_in camera']],
  ])
  const port = {
    kind: 'serial',
    device: '/dev/ttyACM0',
    stableNames: ['/dev/serial/by-id/a'],
    description: 'Arduino',
    refusal: null,
  } as const
  const text = describePorts(
    [
      { ...port, holder: 'node (pid 7)', wantedBy: ['gate_in board'], identity: null },
      { ...port, stableNames: [], refusal: 'not allowed', holder: null, wantedBy: [], identity: 'palang uno' },
    ],
    ['/dev/video2, wanted by gate_in camera'],
  )
  expect(text.split('\n')).toEqual([
    '/dev/serial/by-id/a',
    '    serial, now /dev/ttyACM0: Arduino',
    '    open in node (pid 7); wanted by gate_in board',
    '/dev/ttyACM0',
    '    serial: Arduino',
    '    answers as palang uno',
    '    not allowed',
    'missing: /dev/video2, wanted by gate_in camera',
  ])
  expect(describePorts([], [])).toBe('No serial port, USB printer or camera was found.')
})
