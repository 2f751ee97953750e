/** The bytes of a stream whose chunks its types do not promise: Node's are `any`. Throws `TypeError` for a stream of text or objects. */
export async function* streamBytes(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('expected a stream of bytes')
    yield chunk
  }
}
