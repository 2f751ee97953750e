/** Compilers and cores of Debian that the firmware and its emulator are built with. */
import { existsSync } from 'node:fs'
import path from 'node:path'

export interface ArduinoBoard {
  /** Name in file names and of `npm run firmware`. */
  name: 'uno' | 'mega'
  /** As the compiler, the emulator and avrdude call it. */
  processor: 'atmega328p' | 'atmega2560'
  define: string
  variant: string
}

export const boards: readonly ArduinoBoard[] = [
  { name: 'uno', processor: 'atmega328p', define: 'ARDUINO_AVR_UNO', variant: 'standard' },
  { name: 'mega', processor: 'atmega2560', define: 'ARDUINO_AVR_MEGA2560', variant: 'mega' },
]

export const arduinoFolder = '/usr/share/arduino/hardware/arduino/avr'
export const simavrHeaders = '/usr/include/simavr'

/** Debian packages and one file of each that shows it is installed. */
export const parts: readonly { package: string; file: string }[] = [
  { package: 'gcc-avr', file: '/usr/bin/avr-g++' },
  { package: 'avr-libc', file: '/usr/lib/avr/include/avr/io.h' },
  { package: 'arduino-core-avr', file: path.join(arduinoFolder, 'cores', 'arduino', 'Arduino.h') },
  { package: 'libsimavr-dev', file: path.join(simavrHeaders, 'sim_avr.h') },
  { package: 'libelf-dev', file: '/usr/include/libelf.h' },
  { package: 'gcc', file: '/usr/bin/gcc' },
  { package: 'libc6-dev', file: '/usr/include/stdio.h' },
]

/** Debian packages that are missing here; none when everything can be built and run. */
export function missingPackages(exists: (file: string) => boolean = existsSync): string[] {
  return parts.filter(part => !exists(part.file)).map(part => part.package)
}

/** Why the ESP32 firmware cannot be compiled for this computer; `undefined` when it can. Its stand-ins lean on Linux' linker. */
export function whyNoHostBuild(exists: (file: string) => boolean = existsSync, platform: string = process.platform): string | undefined {
  if (platform !== 'linux') return 'compiles on Linux only'
  return exists('/usr/bin/g++') ? undefined : 'g++ not installed'
}
