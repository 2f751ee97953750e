/** The other end of a serial line for the bench: answers every Palang line at once, or gives every byte back. Prints where it listens. */
import { createServer } from 'node:net'
import { decodeHostLine, encodeLine, maxAnswerBytes, maxCommandBytes } from '../controllers/src/devices/board/drivers/palang-line/codec.ts'
import { lineSplitter } from '../controllers/src/io/line-splitter.ts'

const [, , what = 'board', where = ''] = process.argv
const state = ['OK', 'gate=closed', 'loop1=0', 'loop2=0', 'beam=0', 'relay=00', 'flow=0']
const bootedMs = performance.now()

function answerTo(word: string): string[] {
  if (word === 'ID') return ['OK', 'palang', '1.0.0', 'bench', '1']
  return word === 'STAT' ? [...state, `up=${Math.floor(performance.now() - bootedMs)}`] : ['OK']
}

const server = createServer(socket => {
  socket.on('error', () => undefined)
  if (what === 'echo') return socket.on('data', bytes => socket.write(bytes))
  const lines = lineSplitter({
    maxBytes: maxCommandBytes,
    onLine(line) {
      const command = decodeHostLine(line)
      if (command.kind === 'command') socket.write(`${encodeLine(command.number, answerTo(command.word), maxAnswerBytes)}\n`)
    },
    onDropped: () => undefined,
  })
  return socket.on('data', bytes => lines.push(bytes))
})
server.listen(where, () => process.stdout.write('listening\n'))
process.stdin.on('end', () => process.exit()).resume()
