/** The driver with its program, the library and a real PC/SC service; only the reader and the card are virtual. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../../../../../../e2e/site/until.ts'
import { readerContract, removalContract } from '../../contract.ts'
import { pcscDelays } from './driver.ts'
import { realRig } from './real-rig.test-support.ts'
import { virtualReaderName, whyNoRealService } from './real-service.test-support.ts'

const reason = whyNoRealService()
if (reason !== undefined) process.stdout.write(`pcsc on a real service: skipped, ${reason}\n`)

const [one, two] = ['04A2B3C4D5E680', '9C11F07B'] as const

async function rig() {
  const made = await realRig()
  onTestFinished(() => made.close())
  return made
}

/** The same for the reader's contract, whose `plug` is the whole service here: the virtual reader cannot be unplugged alone. */
async function contractRig() {
  const { reader, lay, takeAway, up, down, advance } = await rig()
  let lying: string | undefined
  let isUp = true
  let changing: Promise<void> = Promise.resolve()
  return {
    reader,
    cards: [one, two] as const,
    tap(id: string) {
      if (isUp && lying !== id) lay((lying = id))
    },
    takeAway() {
      lying = undefined
      takeAway()
    },
    plug(on: boolean) {
      isUp = on
      lying = undefined
      changing = on ? up() : down('SIGKILL')
    },
    async advance(byMs: number) {
      await changing
      await advance(byMs)
    },
  }
}

async function started() {
  const made = await rig()
  made.reader.start()
  await made.advance(1_000)
  return made
}

describe.skipIf(reason !== undefined)('on a real service', () => {
  readerContract('pcsc', contractRig)
  removalContract('pcsc', contractRig)

  test('the service restarts under a card that lies there: one tap, and the next card is read', async () => {
    const { reader, cards, lay, up, down, advance } = await started()
    lay(one)
    await advance(1_000)
    await down('SIGKILL')
    await advance(1_000)
    expect(reader.status()).toMatchObject({ state: 'disconnected', reason: expect.stringContaining('PC/SC service') })
    await up()
    lay(one)
    await advance(12_000)
    expect(reader.status()).toMatchObject({ state: 'ready', model: virtualReaderName })
    lay(two)
    await advance(1_000)
    expect(cards()).toEqual([one, two])
  })

  test('taps too short for an answer and a card that only refuses are told, and the next card is read', async () => {
    const { events, cards, clock, service, lay, layAnswering, takeAway, advance } = await started()
    const garbage = () => events.flatMap(event => (event.kind === 'garbage' ? [event.reason] : []))
    for (let i = 1; i <= 2; i++) {
      void service.card.lay(() => undefined)
      await until('a short tap to be told', () => clock.advance(25).then(() => garbage().length === i))
    }
    layAnswering('6a81')
    await advance(1_000)
    takeAway()
    await advance(1_000)
    lay(one)
    await advance(1_000)
    // The clock here is ours and the service's is not: whether it tells of the removal before the last try is its own affair.
    const short = expect.stringMatching(/^(too short$|unanswered: )/)
    expect(garbage()).toEqual([short, short, 'unsupported'])
    expect(cards()).toEqual([one])
  })

  test('a service that stands still holds up nothing but the reader', async () => {
    const { reader, clock, service, told, advance } = await rig()
    service.pause(true)
    reader.start()
    await until('the program to start', () => told.program === 'starting')
    await clock.advance(pcscDelays.answerMs)
    expect(reader.status()).toEqual({ state: 'disconnected', reason: 'the PC/SC service does not answer' })
    service.pause(false)
    await advance(12_000)
    expect(reader.status().state).toBe('ready')
  })

  test('where no service runs, it says what to do', async () => {
    const { reader, service, down, advance } = await rig()
    await down('SIGKILL')
    reader.start()
    await until('the attempt to end', () => advance(250).then(() => reader.status().state === 'disconnected'))
    expect(reader.status()).toEqual({ state: 'disconnected', reason: 'the PC/SC service does not run: install pcscd and start it' })
    await service.close()
  })
})
