/**
 * A USB webcam through node-webcam, which runs fswebcam (Linux), imagesnap (macOS) or CommandCam (Windows). It puts the
 * device into a shell command as it is and waits for ever, so the device must match a pattern and on Linux the program
 * runs under `timeout`. fswebcam without a camera ends with 0 and no file: the file is the only proof.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CodedError, type Clock, type Log } from '@palang/kit'
import nodeWebcam from 'node-webcam'
import { PolledCamera, pollDelays } from '../../polled-camera.ts'

const pauseMs = 100
/** Nothing a shell or an option parser could take for its own. */
const devicePattern = /^(TEST|\/dev\/[A-Za-z0-9_/-]{1,100}|\d{1,2})$/

export interface UsbCameraOptions {
  /** Index of the camera, `/dev/…`, or `TEST` for fswebcam's own test picture. */
  source: number | string
  clock: Clock
  log: Log
}

/** The webcam at `source`. Throws `port_malformed` for a source that is not one. */
export function usbCamera({ source, clock, log }: UsbCameraOptions): PolledCamera {
  const device = deviceOf(source)
  return new PolledCamera({ clock, log, model: 'usb', pauseMs, shoot: signal => shoot(device, signal) })
}

/** What the program of this system calls the camera. */
export function deviceOf(source: number | string, system: NodeJS.Platform = process.platform): string {
  const text = String(source)
  if (!devicePattern.test(text)) {
    throw new CodedError('port_malformed', `expected a camera index or /dev/… (found ${JSON.stringify(source)})`)
  }
  return system === 'linux' && /^\d+$/.test(text) ? `/dev/video${text}` : text
}

async function shoot(device: string, signal: AbortSignal): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'palang-camera-'))
  try {
    const file = path.join(folder, 'shot.jpg')
    await Promise.race([run(device, file), aborted(signal)])
    return await readFile(file).catch(() => {
      throw new Error(`no camera at ${device}`)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(device: string, file: string): Promise<void> {
  const webcam = nodeWebcam.create({
    width: 640,
    height: 480,
    quality: 80,
    output: 'jpeg',
    device,
    saveShots: false,
    callbackReturn: 'location',
  })
  if (process.platform === 'linux') webcam.bin = `timeout -k 1 ${Math.ceil(pollDelays.shotMs / 1000)} fswebcam`
  return new Promise((resolve, reject) => {
    webcam.capture(file, error => (error === null ? resolve() : reject(new Error(`no picture from ${device}: ${error.message}`))))
  })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('given up')), { once: true })
  })
}
