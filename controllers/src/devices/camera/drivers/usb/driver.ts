/**
 * A USB webcam: fswebcam on Linux, and through node-webcam imagesnap (macOS) or CommandCam (Windows). fswebcam without a camera
 * ends with 0 and no file: the file is the only proof.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CodedError, type Clock, type Log } from '@palang/kit'
import nodeWebcam from 'node-webcam'
import { programMissing } from '../../person-needed.ts'
import { PolledCamera } from '../../polled-camera.ts'
import { jpegOf } from './bitmap.ts'

const pauseMs = 100
/** Nothing a shell or an option parser could take for its own. */
const devicePattern = /^(TEST|\/dev\/[A-Za-z0-9_/-]{1,100}|\d{1,2})$/
/** CommandCam has room for a hundred characters, and node-webcam writes no quotes around them. */
const windowsPathPattern = /^[A-Za-z0-9_:\\/.~-]{1,99}$/
/** The first pictures after the start are dark: the camera still looks for its exposure. */
const skippedFrames = 4

export interface UsbCameraOptions {
  /** Index of the camera, `/dev/…`, or `TEST` for fswebcam's own test picture. */
  source: number | string
  clock: Clock
  log: Log
  /** How a picture is written to a file; what this system has for it unless a test puts something else in its place. */
  writeShot?: WriteShot
}

/** Writes one picture to `file`, or nothing without a camera. Rejects when it fails, and soon after `signal` fires. */
export type WriteShot = (device: string, file: string, signal: AbortSignal) => Promise<void>

/** The webcam at `source`. Throws `port_malformed` for a source that is not one. */
export function usbCamera({ source, clock, log, writeShot = programOf(process.platform) }: UsbCameraOptions): PolledCamera {
  const device = deviceOf(source)
  return new PolledCamera({ clock, log, model: 'usb', pauseMs, shoot: signal => shoot(device, signal, writeShot) })
}

/** What the program of this system calls the camera. */
export function deviceOf(source: number | string, system: NodeJS.Platform = process.platform): string {
  const text = String(source)
  if (!devicePattern.test(text)) {
    throw new CodedError('port_malformed', `expected a camera index or /dev/… (found ${JSON.stringify(source)})`)
  }
  return system === 'linux' && /^\d+$/.test(text) ? `/dev/video${text}` : text
}

function programOf(system: NodeJS.Platform): WriteShot {
  return system === 'linux' ? fswebcam() : oneAtATime(system === 'win32' ? commandCam : imagesnap)
}

async function shoot(device: string, signal: AbortSignal, writeShot: WriteShot): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'palang-camera-'))
  try {
    signal.throwIfAborted()
    const file = path.join(folder, 'shot.jpg')
    await writeShot(device, file, signal)
    const bytes = await readFile(file).catch(() => {
      throw new Error(`no camera at ${device}`)
    })
    return jpegOf(bytes) ?? bytes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** fswebcam without a shell, and killed when its time is over. */
export function fswebcam(program = 'fswebcam'): WriteShot {
  return (device, file, signal) =>
    new Promise((resolve, reject) => {
      const args = [
        '--quiet',
        '--device',
        device,
        '--resolution',
        '640x480',
        '--skip',
        String(skippedFrames),
        '--no-banner',
        '--jpeg',
        '85',
        file,
      ]
      const child = execFile(program, args, { signal, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 }, error => {
        if (error === null) return resolve()
        if (error.code === 'ENOENT') return reject(programMissing('fswebcam is not installed on this computer; USB cameras need it'))
        reject(signal.aborted && signal.reason instanceof Error ? signal.reason : new Error(`no picture from ${device}`))
      })
      child.stdin?.end()
    })
}

const imagesnap: WriteShot = (device, file) => byNodeWebcam(device, file)

/** Only a number names a camera here, and only a path without blanks survives node-webcam. */
const commandCam: WriteShot = async (device, file) => {
  if (!windowsPathPattern.test(file))
    throw new Error('the folder for temporary files has blanks in its path, or is too deep; set TEMP to C:\\Temp')
  // CommandCam counts from one.
  return byNodeWebcam(/^\d+$/.test(device) ? String(Number(device) + 1) : device, file)
}

function byNodeWebcam(device: string, file: string): Promise<void> {
  const webcam = nodeWebcam.create({
    width: 640,
    height: 480,
    quality: 85,
    output: 'jpeg',
    device,
    saveShots: false,
    callbackReturn: 'location',
  })
  return new Promise((resolve, reject) => {
    webcam.capture(file, error => (error === null ? resolve() : reject(new Error(`no picture from ${device}`))))
  })
}

/** node-webcam cannot be told to give up: while a shot of it hangs no other is begun, so that there is never more than one. */
export function oneAtATime(write: WriteShot): WriteShot {
  let isUnderWay = false
  return async (device, file, signal) => {
    if (isUnderWay) throw new Error(`no picture from ${device}: the program that takes it hangs`)
    isUnderWay = true
    const writing = write(device, file, signal).finally(() => (isUnderWay = false))
    const givenUp = Promise.withResolvers<never>()
    const giveUp = () => givenUp.reject(signal.reason)
    signal.addEventListener('abort', giveUp, { once: true })
    await Promise.race([writing, givenUp.promise]).finally(() => signal.removeEventListener('abort', giveUp))
  }
}
