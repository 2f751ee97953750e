/** A stream whose bytes somebody else sees too, as they were on the wire. */
import { nothingLeft, type ByteStream, type StreamEvent, type StreamFactory } from './byte-stream.ts'

export type FrameDirection = 'in' | 'out'

export interface FrameSink {
  /** Notes when something happens on the wire; what it gives back is told the bytes. Neither ever throws or waits. */
  begin(direction: FrameDirection): (hex: string) => void
}

/** Streams as `make` gives them. `sink` is told each chunk that came, and each that was written and may have left. */
export function tapped(make: StreamFactory, sink: FrameSink): StreamFactory {
  return () => new TappedStream(make(), sink)
}

class TappedStream implements ByteStream {
  readonly #stream: ByteStream
  readonly #sink: FrameSink

  constructor(stream: ByteStream, sink: FrameSink) {
    this.#stream = stream
    this.#sink = sink
    stream.subscribe(event => {
      if (event.kind === 'data') sink.begin('in')(hexOf(event.bytes))
    })
  }

  get path(): string {
    return this.#stream.path
  }

  get isOpen(): boolean {
    return this.#stream.isOpen
  }

  open(): Promise<void> {
    return this.#stream.open()
  }

  async write(bytes: Uint8Array): Promise<void> {
    const keep = this.#sink.begin('out')
    // Taken now: whoever writes may use the bytes again.
    const hex = hexOf(bytes)
    try {
      await this.#stream.write(bytes)
    } catch (error) {
      if (!nothingLeft(error)) keep(hex)
      throw error
    }
    keep(hex)
  }

  close(): Promise<void> {
    return this.#stream.close()
  }

  subscribe(listener: (event: StreamEvent) => void): () => void {
    return this.#stream.subscribe(listener)
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
