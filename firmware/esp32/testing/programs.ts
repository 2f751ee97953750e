/** The firmware as programs of this computer, or why there are none; suites are skipped then. */
import { buildHost } from '../build.ts'
import { whyNoHostBuild } from '../../toolchain.ts'

const reason = whyNoHostBuild()
if (reason !== undefined) process.stdout.write(`ESP32 firmware on this computer: skipped, ${reason}\n`)

export const programs = reason === undefined ? await buildHost() : undefined
