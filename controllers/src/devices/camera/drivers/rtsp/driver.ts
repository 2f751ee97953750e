/**
 * An IP camera over RTSP, decoded by ffmpeg into JPEGs on a pipe. The program gets fixed arguments and no shell; it is killed
 * when nobody looks, when it hangs, and when the controller stops.
 */
import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { CodedError, messageOf, type Clock, type Log } from '@palang/kit'
import { jpegSplitter } from '../../jpeg.ts'
import { loginRefused, programMissing } from '../../person-needed.ts'
import { StreamedCamera } from '../../streamed-camera.ts'

/** As many pictures a second as a screen is shown; more would only be decoded and thrown away. */
const picturesPerSecond = 5
/** From the polite end to the hard one. */
const killAfterMs = 1_500
/** Of what ffmpeg says the end is kept, where the reason stands. */
const keptWords = 2_000
/** Printable ASCII without quotes and backslashes, as RFC 3986 has addresses. */
const urlPattern = /^rtsps?:\/\/[\x21\x23-\x26\x28-\x5b\x5d-\x7e]{1,400}$/i

export interface RtspCameraOptions {
  /** `rtsp://user:password@host:554/path` */
  url: string
  clock: Clock
  log: Log
  /** The program and what it is given; ffmpeg reading `url` unless a test puts something else in its place. */
  program?: { path: string; args: readonly string[] }
}

/** The camera at `url`. Throws `port_malformed` for an address that is not one; it is never shown. */
export function rtspCamera({ url, clock, log, program = { path: 'ffmpeg', args: ffmpegArgs(url) } }: RtspCameraOptions): StreamedCamera {
  if (!urlPattern.test(url) || !URL.canParse(url)) throw new CodedError('port_malformed', 'expected an rtsp address')
  return new StreamedCamera({
    clock,
    log,
    model: 'rtsp',
    produce: (deliver, signal) => run(program, { deliver, signal, clock, url }),
  })
}

/**
 * Over TCP, as pictures torn by lost packets help nobody; no sound; JPEGs one after the other on the pipe. What is sent is looked
 * at for half a second only, which lets the first picture come two seconds earlier. ffmpeg's own time-out is left alone: older
 * versions take it for the wish to listen.
 */
export function ffmpegArgs(url: string): readonly string[] {
  const input = ['-rtsp_transport', 'tcp', '-analyzeduration', '500000', '-fpsprobesize', '0', '-i', url]
  const output = ['-an', '-sn', '-dn', '-vf', `fps=${picturesPerSecond}`, '-c:v', 'mjpeg', '-q:v', '5', '-f', 'image2pipe', 'pipe:1']
  return ['-nostdin', '-hide_banner', '-loglevel', 'error', ...input, ...output]
}

interface Run {
  deliver(jpeg: Uint8Array): void
  signal: AbortSignal
  clock: Clock
  url: string
}

/** Resolves once the process is gone, rejects with why it went. */
async function run({ path, args }: { path: string; args: readonly string[] }, { deliver, signal, clock, url }: Run): Promise<void> {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env: ownEnvironment(), windowsHide: true })
  const words = lastWords(child.stderr)
  let broken: Error | undefined
  const split = jpegSplitter()
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      if (broken === undefined) for (const jpeg of split(chunk)) deliver(jpeg)
    } catch (error) {
      broken = new Error(messageOf(error))
      child.kill('SIGKILL')
    }
  })
  await goneOrKilled(child, { signal, clock })
  if (broken !== undefined) throw broken
  if (!signal.aborted) throw reasonOf(words(), url)
}

/** Asks the process to end when `signal` fires and kills it when it does not; rejects when it could not be run at all. */
function goneOrKilled(
  child: ChildProcessByStdio<null, Readable, Readable>,
  { signal, clock }: Pick<Run, 'signal' | 'clock'>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      child.kill('SIGTERM')
      const hard = clock.after(killAfterMs, () => child.kill('SIGKILL'))
      child.once('exit', () => hard.cancel())
    }
    signal.addEventListener('abort', end, { once: true })
    child.once('error', error => {
      if (child.pid !== undefined) return
      const isAbsent = 'code' in error && error.code === 'ENOENT'
      reject(
        isAbsent
          ? programMissing('ffmpeg is not installed on this computer; rtsp cameras need it')
          : new Error(`ffmpeg does not start: ${messageOf(error)}`),
      )
    })
    child.once('close', () => {
      signal.removeEventListener('abort', end)
      resolve()
    })
    if (signal.aborted) end()
  })
}

/** What ffmpeg needs of the controller's environment, which holds secrets. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'Path', 'SystemRoot', 'TEMP', 'LD_LIBRARY_PATH']
  return Object.fromEntries(kept.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}

function lastWords(stderr: Readable): () => string {
  let said = ''
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptWords)
  })
  return () => said
}

/** ffmpeg's last line without the address, which it likes to repeat with the password in it. */
function reasonOf(said: string, url: string): Error {
  if (/\b401\b/.test(said)) return loginRefused('the camera refuses the login in its url')
  const line = said.trim().split(/\r?\n/).at(-1) ?? ''
  const clean = line.replace(/^\[[^\]]*\] */, '').replaceAll(/\brtsps?:\/\/\S*?(?=:?(\s|$))/gi, 'the camera')
  const isSafe = secretsIn(url).every(secret => !clean.includes(secret))
  return new Error(clean === '' || !isSafe ? 'the camera ended the stream' : `ffmpeg: ${clean.slice(0, 200)}`)
}

/** What must not come out: the login in the address, as written and as meant, and a path or query long enough to hold one. */
function secretsIn(url: string): readonly string[] {
  const { password, pathname, search } = new URL(url)
  return [password, decodeURIComponent(password), pathname, search].filter(text => text.length > 3)
}
