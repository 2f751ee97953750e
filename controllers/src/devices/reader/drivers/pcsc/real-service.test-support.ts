/** A real pcscd of a test's own, with the virtual reader of vsmartcard: nothing of the computer's own service is touched. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, existsSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { VirtualCard } from '../../../../../../simulator/src/readers/virtual-card.ts'

const daemon = '/usr/sbin/pcscd'
const virtualReader = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'
/** Where the computer's own service listens. */
const ownSocket = '/run/pcscd/pcscd.comm'

/** The name under which the reader is listed; a second slot of it, which stays empty, is `… 00 01`. */
export const virtualReaderName = 'Virtual PCD 00 00'

/** Why this computer cannot run it; undefined when it can. */
export function whyNoRealService(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux'
  for (const [file, name] of [
    [daemon, 'pcscd'],
    [virtualReader, 'vsmartcard-vpcd'],
  ] as const) {
    if (!isExecutable(file)) return `${name} is not installed`
  }
  return existsSync(ownSocket) ? 'this computer runs a PC/SC service of its own' : undefined
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, file === daemon ? constants.X_OK : constants.R_OK)
    return true
  } catch {
    return false
  }
}

export interface RealService {
  /** What a program needs in its environment to find this service. */
  environment: Readonly<Record<string, string>>
  card: VirtualCard
  start(): Promise<void>
  /** Ends it without a farewell, or stops it in order. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** While it stands still it neither answers nor goes away. */
  pause(on: boolean): void
  close(): Promise<void>
}

/** A service that is not started. */
export async function realService(): Promise<RealService> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-pcscd-'))
  const socket = path.join(folder, 'pcscd.comm')
  const readerPort = await twoFreePorts()
  writeFileSync(
    path.join(folder, 'readers'),
    `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${readerPort}\nLIBPATH ${virtualReader}\nCHANNELID ${readerPort}\n`,
  )
  const card = new VirtualCard({ port: readerPort })
  let child: ChildProcess | undefined

  const end = async (signal: NodeJS.Signals) => {
    const ending = child
    child = undefined
    card.takeAway()
    if (ending === undefined) return
    const ended = once(ending, 'exit')
    ending.kill('SIGCONT')
    ending.kill(signal)
    await ended
  }
  return {
    environment: { PCSCLITE_CSOCK_NAME: socket },
    card,
    async start() {
      // A socket that is handed over, as systemd does it: the path of its own is fixed in the daemon.
      const server = net.createServer().listen(`${socket}.ours`)
      await once(server, 'listening')
      child = spawn('sh', ['-c', `LISTEN_FDS=1 LISTEN_PID=$$ exec ${daemon} --foreground --auto-exit --info --config ${folder}/readers`], {
        stdio: ['ignore', 'pipe', 'ignore', descriptorOf(server)],
      })
      // Clients know another name of it: closed here, so that the daemon alone takes calls, the first name is deleted.
      rmSync(socket, { force: true })
      linkSync(`${socket}.ours`, socket)
      server.close()
      await saidReady(child)
    },
    end,
    pause: on => void child?.kill(on ? 'SIGSTOP' : 'SIGCONT'),
    async close() {
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function saidReady(child: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1')
      if (said.includes('daemon ready')) resolve()
    })
    child.once('exit', () => reject(new Error(`pcscd ended: ${said}`)))
  })
}

function descriptorOf(server: net.Server): number {
  const handle: unknown = Reflect.get(server, '_handle')
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined
  if (typeof descriptor !== 'number') throw new Error('this Node does not tell the descriptor of a server')
  return descriptor
}

/**
 * The reader's first slot listens at the port, the second at the next. Not from among those the system gives away: nobody
 * may take them while the service is down.
 */
async function twoFreePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 6_000)
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer()
  const canListen = await new Promise<boolean>(resolve => {
    server.once('error', () => resolve(false))
    server.listen(port, () => resolve(true))
  })
  await new Promise(resolve => server.close(resolve))
  return canListen
}
