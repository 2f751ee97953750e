/** Finding out which program listens on a TCP port, with whatever this computer offers for it. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface PortOwner {
  pid: number
  /** Program name or command line, when it may be read. */
  program: string | undefined
}

/** Who listens on `port`; `undefined` when nobody can tell. Never throws and answers within about 3 s. */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  try {
    if (process.platform === 'linux') return (await ownerFromProc(port)) ?? (await ownerFromLsof(port))
    return process.platform === 'win32' ? await ownerFromNetstat(port) : await ownerFromLsof(port)
  } catch {
    return undefined
  }
}

/** Socket inodes of listeners on `port` in the text of /proc/net/tcp or tcp6 (proc(5): state 0A is LISTEN). */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(column => column[3] === '0A' && column[1]?.split(':')[1] === wanted)
    .flatMap(column => column[9] ?? [])
}

async function ownerFromProc(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'utf8').catch(() => '')))
  const sockets = new Set(tables.flatMap(table => listeningInodes(table, port)).map(inode => `socket:[${inode}]`))
  if (sockets.size === 0) return undefined
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  for (const pid of pids) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
    const links = await Promise.all(handles.map(handle => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')))
    if (!links.some(link => sockets.has(link))) continue
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return { pid: Number(pid), program: shortCommand(line.split('\0')) }
  }
  return undefined
}

/** A command line for a person: the program without its folder, and as much of the rest as a line of a terminal takes. */
export function shortCommand([program = '', ...parameters]: readonly string[]): string | undefined {
  const text = [path.posix.basename(program), ...parameters].join(' ').trim()
  return text === '' ? undefined : text.length > 120 ? `${text.slice(0, 119)}…` : text
}

async function ownerFromLsof(port: number): Promise<PortOwner | undefined> {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeout: 3000 })
  const pid = /^p(\d+)$/m.exec(stdout)?.[1]
  return pid === undefined ? undefined : { pid: Number(pid), program: /^c(.+)$/m.exec(stdout)?.[1] }
}

/** The process id of the listener on `port` in the output of Windows' `netstat -ano -p tcp`. */
export function pidFromNetstat(output: string, port: number): number | undefined {
  const columns = output.split('\n').map(line => line.trim().split(/\s+/))
  const line = columns.find(
    ([protocol, local, remote]) => protocol === 'TCP' && local?.endsWith(`:${port}`) === true && remote?.endsWith(':0') === true,
  )
  return line === undefined ? undefined : Number(line.at(-1))
}

async function ownerFromNetstat(port: number): Promise<PortOwner | undefined> {
  const pid = pidFromNetstat((await run('netstat', ['-ano', '-p', 'tcp'], { timeout: 3000 })).stdout, port)
  if (pid === undefined) return undefined
  const { stdout } = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], { timeout: 3000 })
  return { pid, program: /^"([^"]+)"/.exec(stdout.trim())?.[1] }
}
