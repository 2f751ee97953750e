/**
 * Compiles the ESP32 firmware for this computer, against the stand-ins of `host/`, with the address and undefined-behaviour
 * sanitizers. It shows what the logic does, and nothing about the chip.
 */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { buildOnce } from '../build-once.ts'

const folder = import.meta.dirname
const run = promisify(execFile)

/** The programs; `printed` is the ozone unit with its buttons on the pins as printed in the document. */
export interface HostPrograms {
  ozone: string
  printed: string
  water: string
}

const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all']
const flags = ['-std=gnu++17', '-Wall', '-Wextra', '-Werror', ...sanitizers, '-DPALANG_CARD_MOUNT="./sd"']
/** The firmware is looked at more closely by an optimizing compiler; the stand-ins only have to be there soon. */
const optimization = { base: '-O1', ozone: '-O1', water: '-O1', host: '-O0' } as const
type Part = keyof typeof optimization
const asPrinted = '-DPALANG_BUTTONS_AS_PRINTED=1'
/** File calls of the firmware go to the card of `host/card.cpp`. */
const wrapped = ['open', 'write', 'fsync', 'close'].map(call => `-Wl,--wrap=${call}`)

/** Builds them all. Rejects with the compiler's words. */
export async function buildHost(): Promise<HostPrograms> {
  const parts: Part[] = ['base', 'ozone', 'water', 'host']
  const files = [...parts, 'host/arduino'].flatMap(part => listed(part, /\.(cpp|h)$/))
  const target = await buildOnce('esp32-host', [import.meta.filename, ...files], flags, async into => {
    const objects = await compile(parts, into)
    const link = async (name: keyof HostPrograms, chosen: readonly string[]) => {
      await run('g++', [...sanitizers, ...wrapped, ...chosen, '-o', path.join(into, name)])
    }
    const both = [...objects.base, ...objects.host]
    await link('ozone', [...both, ...objects.ozone])
    await link('water', [...both, ...objects.water])
    // Only main.cpp and the card know pins.
    const replaced = await compileThose(['main.cpp', 'arduino-card.cpp'], into)
    await link('printed', [...both, ...objects.ozone.filter(object => !/-(main|arduino-card)\.cpp\.o$/.test(object)), ...replaced])
  })
  return { ozone: path.join(target, 'ozone'), printed: path.join(target, 'printed'), water: path.join(target, 'water') }
}

/** Two at a time; resolves with the object files of each part. */
async function compile(parts: readonly Part[], into: string): Promise<Record<Part, string[]>> {
  const objects: Record<Part, string[]> = { base: [], ozone: [], water: [], host: [] }
  const waiting = parts.flatMap(part => listed(part, /\.cpp$/).map(source => ({ part, source })))
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const object = path.join(into, `${next.part}-${path.basename(next.source)}.o`)
      await compileOne(next.source, object, [optimization[next.part]])
      objects[next.part].push(object)
    }
  }
  await Promise.all([work(), work()])
  return objects
}

async function compileThose(names: readonly string[], into: string): Promise<string[]> {
  return Promise.all(
    names.map(async name => {
      const object = path.join(into, `printed-${name}.o`)
      await compileOne(path.join(folder, 'ozone', name), object, [optimization.ozone, asPrinted])
      return object
    }),
  )
}

async function compileOne(source: string, object: string, more: readonly string[]): Promise<void> {
  await run('g++', [...flags, ...more, `-I${path.join(folder, 'host', 'arduino')}`, '-c', source, '-o', object])
}

function listed(part: string, pattern: RegExp): string[] {
  return readdirSync(path.join(folder, part))
    .filter(name => pattern.test(name))
    .sort()
    .map(name => path.join(folder, part, name))
}
