/** What every plate reader keeps to. */
import type { PlateRead } from '@palang/protocol'
import { describe, expect, test } from 'vitest'
import type { PlateReaderPort } from './port.ts'

export interface PlateReaderRig {
  reader: PlateReaderPort
  /** The camera reads a plate, and is done with telling it. */
  read(plate: string, confidence: number): Promise<void>
  /** After `start`: resolves when the reader is ready. */
  ready(): Promise<void>
}

/** Registers the suite for one implementation. */
export function plateReaderContract(name: string, makeRig: () => PlateReaderRig): void {
  const started = async () => {
    const rig = makeRig()
    const seen: PlateRead[] = []
    rig.reader.subscribe(event => {
      if (event.kind === 'plate') seen.push({ plate: event.plate, confidence: event.confidence })
    })
    rig.reader.start()
    rig.reader.start()
    await rig.ready()
    return { ...rig, seen }
  }

  describe(`plate reader: ${name}`, () => {
    test('tells each read with the plate as it is compared', async () => {
      const { reader, read, seen } = await started()
      expect(reader.status().state).toBe('ready')
      await read('b 1234-xyz', 0.97)
      await read('D 88 QA', 0.4)
      expect(seen).toEqual([
        { plate: 'B1234XYZ', confidence: 0.97 },
        { plate: 'D88QA', confidence: 0.4 },
      ])
      await reader.stop()
    })

    test('stopped it tells nothing more, and starts again', async () => {
      const { reader, read, ready, seen } = await started()
      await reader.stop()
      await reader.stop()
      expect(reader.status().state).toBe('disconnected')
      await read('B 1 A', 0.9)
      expect(seen).toEqual([])
      reader.start()
      await ready()
      await read('B 1 A', 0.9)
      expect(seen).toEqual([{ plate: 'B1A', confidence: 0.9 }])
      await reader.stop()
    })
  })
}
