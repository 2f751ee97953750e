/** What is plugged into this computer that a machine could use: serial ports, USB printers, cameras. */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { portAdvice } from '../io/port-advice.ts'
import { namesIn, targetOf, textOf } from './seen-files.ts'

export interface FoundPort {
  kind: 'serial' | 'printer' | 'camera'
  /** As the operating system names it now: `/dev/ttyUSB0`, `COM7`. */
  device: string
  /** Names that stay the same when plugs are moved; the first is the one for the site file. */
  stableNames: readonly string[]
  /** Maker, product and serial number, as far as the device says. */
  description: string
  /** Why this user cannot open it; null when nothing forbids it. */
  refusal: string | null
}

/** What serialport's `list()` says of a port. */
export interface ListedPort {
  path: string
  manufacturer?: string | undefined
  serialNumber?: string | undefined
  vendorId?: string | undefined
  productId?: string | undefined
}

export interface Where {
  /** Serial ports as the binding lists them. Rejects where it cannot, as without `udevadm`. */
  list(): Promise<readonly ListedPort[]>
  /** `/`, or a folder that looks like it. */
  root: string
  platform: NodeJS.Platform
}

/** Everything found, serial ports first, each kind by name. */
export async function findPorts(where: Where): Promise<FoundPort[]> {
  const serial = await findSerial(where)
  if (where.platform !== 'linux') return serial
  const printers = devicesIn(where, 'dev/usb', /^lp\d+$/).map(device => found(where, 'printer', device, 'USB printer'))
  const cameras = devicesIn(where, 'dev', /^video\d+$/).flatMap(device => {
    const about = path.join(where.root, 'sys/class/video4linux', path.basename(device))
    // One camera has several of these; only the first gives pictures.
    if (textOf(path.join(about, 'index')) !== '0') return []
    return [found(where, 'camera', device, textOf(path.join(about, 'name')) ?? 'camera')]
  })
  return [...serial, ...printers, ...cameras]
}

async function findSerial(where: Where): Promise<FoundPort[]> {
  const listed = await where.list().catch((): ListedPort[] => [])
  const all = new Map(listed.map(port => [port.path, port]))
  if (where.platform === 'linux') {
    for (const device of devicesIn(where, 'dev', /^tty(USB|ACM|AMA|S)\d+$/)) if (!all.has(device)) all.set(device, { path: device })
  }
  return [...all.values()]
    .filter(port => isFitted(where, port))
    .toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
    .map(port => found(where, 'serial', port.path, describe(port)))
}

function found(where: Where, kind: FoundPort['kind'], device: string, description: string): FoundPort {
  return { kind, device, stableNames: stableNamesOf(where, device), description, refusal: refusalOf(where, device) }
}

/** A PC lists serial ports its board does not have; the kernel says so by a UART of type 0. */
function isFitted({ root, platform }: Where, { path: device, vendorId }: ListedPort): boolean {
  if (platform !== 'linux' || vendorId !== undefined || !/^\/dev\/ttyS\d+$/.test(device)) return true
  return (textOf(path.join(root, 'sys/class/tty', path.basename(device), 'type')) ?? '0') !== '0'
}

function describe({ manufacturer, serialNumber, vendorId, productId }: ListedPort): string {
  const id = vendorId === undefined || productId === undefined ? undefined : `${vendorId}:${productId}`
  const parts = [manufacturer, id, serialNumber === undefined ? undefined : `serial ${serialNumber}`]
  return parts.filter(part => part !== undefined).join(', ') || 'serial port'
}

function stableNamesOf({ root, platform }: Where, device: string): string[] {
  if (platform !== 'linux') return []
  return ['dev/serial/by-id', 'dev/serial/by-path', 'dev/v4l/by-id'].flatMap(folder =>
    namesIn(path.join(root, folder)).flatMap(name => {
      const link = path.join(root, folder, name)
      return targetOf(link) === path.join(root, device) ? [`/${folder}/${name}`] : []
    }),
  )
}

function refusalOf({ root, platform }: Where, device: string): string | null {
  if (platform === 'win32') return null
  try {
    accessSync(path.join(root, device), constants.R_OK | constants.W_OK)
    return null
  } catch (error) {
    return portAdvice(path.join(root, device), error instanceof Error ? error.message : String(error))
  }
}

function devicesIn({ root }: Where, folder: string, form: RegExp): string[] {
  return namesIn(path.join(root, folder))
    .filter(name => form.test(name))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map(name => `/${folder}/${name}`)
}
