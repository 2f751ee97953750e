/** What every sign keeps to. */
import { describe, expect, test } from 'vitest'
import type { SignPort } from './port.ts'

export interface SignRig {
  sign: SignPort
  /** What stands on it now. */
  shown(): string
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
}

const connectMs = 12_000

/** Registers the suite for one implementation. */
export function signContract(name: string, makeRig: () => SignRig): void {
  const started = async () => {
    const rig = makeRig()
    rig.sign.start()
    rig.sign.start()
    await rig.advance(connectMs)
    const show = async (text: string) => {
      const showing = rig.sign.show(text)
      await rig.advance(500)
      return showing
    }
    return { ...rig, show }
  }

  describe(`sign: ${name}`, () => {
    test('shows the text it was given last', async () => {
      const { sign, show, shown } = await started()
      expect(sign.status().state).toBe('ready')
      expect(await show('MOBIL  12')).toEqual({ ok: true })
      expect(await show('MOBIL PENUH')).toEqual({ ok: true })
      expect(shown()).toBe('MOBIL PENUH')
    })

    test('what was to be shown while it was away is shown when it is back, and nothing older', async () => {
      const { sign, show, shown, plug, advance } = await started()
      plug(false)
      await advance(100)
      expect(sign.status().state).toBe('disconnected')
      expect(await show('MOBIL  11')).toMatchObject({ ok: false, code: 'device_unavailable' })
      await show('MOBIL  10')
      plug(true)
      await advance(connectMs)
      expect([sign.status().state, shown()]).toEqual(['ready', 'MOBIL  10'])
    })

    test('stopped, it shows nothing more', async () => {
      const { sign, show, shown } = await started()
      await show('MOBIL  12')
      await sign.stop()
      await sign.stop()
      expect(await show('MOBIL  13')).toMatchObject({ ok: false })
      expect(shown()).toBe('MOBIL  12')
    })
  })
}
