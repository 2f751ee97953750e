/** Compiles the firmware for each board, and the emulator, into `firmware/dist/`; what has not changed is not compiled again. */
import { execFile } from 'node:child_process'
import { copyFileSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { buildOnce, distFolder } from './build-once.ts'
import { type ArduinoBoard, arduinoFolder, boards, missingPackages, simavrHeaders } from './toolchain.ts'

const folder = import.meta.dirname
const run = promisify(execFile)

export interface Firmware {
  elf: string
  /** What avrdude uploads. */
  hex: string
}

/** Builds the sketch for `board`. Rejects with the compiler's words. */
export async function buildFirmware(board: ArduinoBoard): Promise<Firmware> {
  const sketch = path.join(folder, 'palang')
  const flags = compilerFlags(board)
  const target = await buildOnce(`palang-${board.name}`, inputs(sketch), flags, async into => {
    const core = path.join(arduinoFolder, 'cores', 'arduino')
    const [objects, coreObjects] = [
      await compileAll(sketch, into, [...flags, '-Wall', '-Wextra', '-Werror']),
      await compileAll(core, into, [...flags, '-w']),
    ]
    const archive = path.join(into, 'core.a')
    await run('avr-gcc-ar', ['rcs', archive, ...coreObjects])
    const elf = path.join(into, 'palang.elf')
    const mcu = `-mmcu=${board.processor}`
    await run('avr-gcc', [mcu, '-Os', '-flto', '-fuse-linker-plugin', '-Wl,--gc-sections', ...objects, archive, '-lm', '-o', elf])
    await run('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, path.join(into, 'palang.hex')])
    for (const object of [...objects, ...coreObjects, archive]) rmSync(object)
  })
  return { elf: path.join(target, 'palang.elf'), hex: path.join(target, 'palang.hex') }
}

/** Builds the emulator; resolves with its program. Rejects with the compiler's words. */
export async function buildEmulator(): Promise<string> {
  const source = path.join(folder, 'emulator')
  const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', `-I${simavrHeaders}`]
  const target = await buildOnce('emulator', inputs(source), flags, async into => {
    const files = sourcesOf(source, /\.c$/)
    await run('gcc', [...flags, ...files, '-o', path.join(into, 'emulator'), '-lsimavr', '-lelf', '-lutil'])
  })
  return path.join(target, 'emulator')
}

function compilerFlags(board: ArduinoBoard): string[] {
  return [
    `-mmcu=${board.processor}`,
    '-DF_CPU=16000000L',
    '-DARDUINO=10819',
    `-D${board.define}`,
    '-DARDUINO_ARCH_AVR',
    // avr-libc 2.0 leaves it to the compiler, the Arduino core wants it by name.
    '-DDECIMAL_DIG=__DECIMAL_DIG__',
    '-Os',
    '-flto',
    '-ffunction-sections',
    '-fdata-sections',
    `-I${path.join(arduinoFolder, 'cores', 'arduino')}`,
    `-I${path.join(arduinoFolder, 'variants', board.variant)}`,
  ]
}

/** Compiles every source of `from`, two at a time; resolves with the object files. */
async function compileAll(from: string, into: string, flags: readonly string[]): Promise<string[]> {
  const waiting = sourcesOf(from, /\.(c|cpp|S|ino)$/)
  const objects: string[] = []
  const work = async (): Promise<void> => {
    for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
      const object = path.join(into, `${path.basename(source)}.o`)
      await run(...compilerOf(source, flags, ['-c', source, '-o', object]))
      objects.push(object)
    }
  }
  await Promise.all([work(), work()])
  return objects.sort()
}

function compilerOf(source: string, flags: readonly string[], last: readonly string[]): [string, string[]] {
  const cpp = ['-std=gnu++11', '-fno-exceptions', '-fno-threadsafe-statics']
  switch (path.extname(source)) {
    case '.c':
      return ['avr-gcc', [...flags, '-std=gnu11', '-ffat-lto-objects', ...last]]
    case '.S':
      return ['avr-gcc', [...flags, '-x', 'assembler-with-cpp', ...last]]
    case '.ino':
      return ['avr-g++', [...flags, ...cpp, '-x', 'c++', '-include', 'Arduino.h', ...last]]
    default:
      return ['avr-g++', [...flags, ...cpp, ...last]]
  }
}

/** What a product in `dist/` was made from. */
function inputs(from: string): string[] {
  return [import.meta.filename, ...sourcesOf(from, /\.(c|cpp|h|ino)$/)]
}

function sourcesOf(from: string, pattern: RegExp): string[] {
  return readdirSync(from)
    .filter(name => pattern.test(name))
    .sort()
    .map(name => path.join(from, name))
}

async function main(): Promise<void> {
  const missing = missingPackages()
  if (missing.length > 0) {
    console.error(`needs the Debian packages ${missing.join(', ')}: apt-get install ${missing.join(' ')}`)
    process.exitCode = 2
    return
  }
  for (const board of boards) {
    const { elf, hex } = await buildFirmware(board)
    const named = path.join(distFolder, `palang-${board.name}.hex`)
    copyFileSync(hex, named)
    const { stdout } = await run('avr-size', ['-C', `--mcu=${board.processor}`, elf])
    console.log(`${path.relative(process.cwd(), named)}\n${stdout.trim()}\n`)
  }
  console.log(path.relative(process.cwd(), await buildEmulator()))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
