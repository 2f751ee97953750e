/** Work in another process, so that its processor time and its pauses do not count as the hub's. */
import { fork } from 'node:child_process'

/** Forks `file` with one order and resolves to the result it sends; `moment` hears what it reports before. */
export function inAnotherProcess<Result>(file: string, order: object, moment: (kind: string) => void = () => undefined): Promise<Result> {
  const child = fork(file, { execArgv: ['--disable-warning=ExperimentalWarning'] })
  child.send(order)
  return new Promise((resolve, reject) => {
    child.on('message', message => {
      const { kind, result } = message as { kind: string; result: Result }
      if (kind === 'result') resolve(result)
      else moment(kind)
    })
    child.once('exit', code => reject(new Error(`${file} ended with ${code}`)))
  })
}
