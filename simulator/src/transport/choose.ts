/** Which kind of port this system can offer. */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

export type TransportKind = 'pty' | 'tcp'

export interface Surroundings {
  platform: NodeJS.Platform
  /** The `PATH` variable. */
  searchPath: string
  folder: string
}

/** Ptys where socat is installed and the site file could name the folder, else TCP. */
export function defaultTransport({ platform, searchPath, folder }: Surroundings): TransportKind {
  if (platform === 'win32' || !/^\/[\x21-\x7e ]{1,150}$/.test(folder)) return 'tcp'
  return searchPath.split(path.delimiter).some(directory => isExecutable(path.join(directory, 'socat'))) ? 'pty' : 'tcp'
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
