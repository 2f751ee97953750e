import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { streamBytes } from './stream-bytes.ts'

test('every byte comes in order, chunk by chunk', async () => {
  const chunks = [Buffer.from('ab'), new Uint8Array([99])]
  expect(await Readable.from(streamBytes(Readable.from(chunks))).toArray()).toEqual(chunks)
})

test('a stream of text is refused: its letters are no bytes', async () => {
  await expect(Readable.from(streamBytes(Readable.from(['ab']))).toArray()).rejects.toThrow(TypeError)
})

test('who stops reading ends the stream', async () => {
  const stream = Readable.from([Buffer.from('ab'), Buffer.from('cd')])
  for await (const chunk of streamBytes(stream)) {
    expect(chunk).toEqual(Buffer.from('ab'))
    break
  }
  expect(stream.destroyed).toBe(true)
})
