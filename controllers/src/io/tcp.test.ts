import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { StreamEvent } from './byte-stream.ts'
import { streamsFor } from './open-stream.ts'
import { TcpStream } from './tcp.ts'

async function server(): Promise<{ port: number; accepted(): Promise<Socket> }> {
  const listening = net.createServer()
  const sockets: Socket[] = []
  listening.on('connection', socket => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    listening.close()
  })
  const accepted = async (): Promise<Socket> => {
    if (sockets.length === 0) await once(listening, 'connection')
    const [socket] = sockets
    if (socket === undefined) throw new Error('nobody connected')
    return socket
  }
  return { port: (listening.address() as AddressInfo).port, accepted }
}

function next(stream: TcpStream): Promise<StreamEvent> {
  return new Promise(resolve => {
    const detach = stream.subscribe(event => {
      detach()
      resolve(event)
    })
  })
}

test('carries bytes both ways and says when the other side is gone', async () => {
  const { port, accepted } = await server()
  const stream = new TcpStream('127.0.0.1', port)
  await stream.open()
  const socket = await accepted()
  const heard = once(socket, 'data')
  await stream.write(Buffer.from('hello\n'))
  expect(String((await heard)[0])).toBe('hello\n')
  const data = next(stream)
  socket.write('answer')
  expect(await data).toEqual({ kind: 'data', bytes: Buffer.from('answer') })
  const closed = next(stream)
  socket.destroy()
  expect(await closed).toMatchObject({ kind: 'closed' })
  expect(stream.isOpen).toBe(false)
  await expect(stream.write(Buffer.from('late'))).rejects.toMatchObject({ code: 'port_closed' })
  await expect(stream.open()).rejects.toMatchObject({ code: 'port_unavailable' })
})

test('a peer that takes no bytes makes the next write fail, and closing discards what it did not take', async () => {
  const { port, accepted } = await server()
  const stream = new TcpStream('127.0.0.1', port)
  await stream.open()
  const socket = await accepted()
  socket.pause()
  const flood = stream.write(Buffer.alloc(64 * 1024 * 1024))
  await expect(stream.write(Buffer.from('OPEN'))).rejects.toMatchObject({ code: 'port_congested' })
  await stream.close()
  await expect(flood).rejects.toMatchObject({ code: 'port_failed' })
})

test('nobody listening is an error of opening', async () => {
  const stream = new TcpStream('127.0.0.1', 1)
  await expect(stream.open()).rejects.toMatchObject({ code: 'port_unavailable', retryable: true })
  await stream.close()
})

test('closed before it opened, it never opens', async () => {
  const { port } = await server()
  const stream = new TcpStream('127.0.0.1', port)
  const opening = stream.open()
  await stream.close()
  await expect(opening).rejects.toMatchObject({ code: 'port_unavailable' })
})

test('port strings name their stream', () => {
  expect(streamsFor('tcp://10.0.0.5:4001', { baud: 9_600 })().path).toBe('tcp://10.0.0.5:4001')
  expect(streamsFor('COM7', { baud: 9_600 })().path).toBe('COM7')
  expect(streamsFor('/dev/serial/by-id/usb-Arduino-0', { baud: 9_600 })().path).toBe('/dev/serial/by-id/usb-Arduino-0')
  for (const port of ['tcp://10.0.0.5', 'tcp://:80', 'tcp://a:0', 'tcp://a:70000', 'tcp://a b:1']) {
    expect(() => streamsFor(port, { baud: 9_600 })).toThrow(expect.objectContaining({ code: 'port_malformed' }))
  }
})
