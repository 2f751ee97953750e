/** Prices, calibrations and renewals of water machines, and what they poured. */
import { uuidv7 } from '@palang/kit'
import type { SaleMethod, SaleResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import { ofNoSale } from '../../domain/pours.ts'
import type { CurrentStore } from '../contract.ts'
import type { FactRecord, SessionRecord } from '../records.ts'
import type { CalibrationRecord, RenewalRecord } from '../water-care.ts'
import { at, fact, session, unique } from './samples.ts'

function calibration(over: Partial<CalibrationRecord>): CalibrationRecord {
  return {
    id: uuidv7(),
    machineId: 'vending-1',
    kind: 'ph',
    content: { points: [{ measured: 4.2, reference: 4.01 }] },
    calibratedAt: at(0),
    dueAt: at(900),
    actor: 'user:siti',
    note: null,
    ...over,
  }
}

function renewal(over: Partial<RenewalRecord>): RenewalRecord {
  return {
    id: uuidv7(),
    machineId: 'vending-1',
    kind: 'filter',
    renewedAt: at(0),
    leftThen: null,
    actor: 'user:siti',
    reason: null,
    ...over,
  }
}

function sale(machineId: string, deliveredMl: number | null, over: Partial<SessionRecord> = {}): SessionRecord {
  return session({
    family: 'water',
    machineId,
    vehicleClass: null,
    zoneId: null,
    state: 'closed',
    closedAt: at(10),
    paidAmount: 1000,
    pour: { ...ofNoSale, purpose: 'sale', orderedMl: 600, deliveredMl, exact: true },
    ...over,
  })
}

/** Registers the tests. */
export function waterCareContract(store: CurrentStore): void {
  test('price lists come back whole, in the order they came into force', async () => {
    const list = (machineId: string | null, since: string) => ({
      id: uuidv7(),
      machineId,
      version: unique('v'),
      products: [{ volume_ml: 600, price: 1000 }],
      since,
      actor: 'user:siti',
      reason: null,
    })
    const [first, second, third] = [list(null, at(0)), list('vending-1', at(1)), list(null, at(1))]
    await store().transact(async tx => {
      for (const one of [second, first, third]) await tx.waterCare.addPriceList(one)
    })
    expect(await store().waterCare.priceLists()).toEqual([first, second, third])
    expect(await store().transact(tx => tx.waterCare.priceLists())).toHaveLength(3)
  })

  test('of each machine and kind the newest counts, also of two in one moment; a machine has its history', async () => {
    const [machineId, other] = [unique('vending'), unique('vending')]
    const records = [
      calibration({ machineId, calibratedAt: at(0) }),
      calibration({ machineId, calibratedAt: at(5) }),
      calibration({ machineId, calibratedAt: at(5), content: { points: [{ measured: 0.1234567, reference: 7 }] } }),
      calibration({ machineId, kind: 'flow', content: { pulses_per_litre: 451.25 } }),
      calibration({ machineId: other }),
    ]
    const [oldest, , newest, flow, theirs] = records
    const [was, is] = [renewal({ machineId }), renewal({ machineId, renewedAt: at(1), leftThen: 12.5 })]
    await store().transact(async tx => {
      for (const one of records) await tx.waterCare.addCalibration(one)
      for (const one of [is, was]) await tx.waterCare.addRenewal(one)
    })
    expect(await store().waterCare.newestCalibrations([machineId])).toEqual([flow, newest])
    const all = await store().transact(tx => tx.waterCare.newestCalibrations())
    expect(all.filter(one => [machineId, other].includes(one.machineId))).toEqual([flow, newest, theirs])
    expect((await store().waterCare.newestRenewals()).filter(one => one.machineId === machineId)).toEqual([is])
    expect((await store().waterCare.calibrations({ machineId }, 2)).map(one => one.id)).toEqual([newest?.id, records[1]?.id])
    expect(await store().waterCare.calibrations({ machineId, from: at(0), to: at(5) }, 9)).toEqual([flow, oldest])
  })

  test('what a machine poured since a moment counts every pour that ended, whoever paid and however it ended', async () => {
    const [machineId, other] = [unique('vending'), unique('vending')]
    await store().transact(tx =>
      tx.sessions.putMany([
        sale(machineId, 600),
        sale(machineId, 250, { pour: { ...ofNoSale, purpose: 'test', orderedMl: 250, deliveredMl: 250, exact: true } }),
        sale(machineId, 100, { state: 'partial', pour: { ...ofNoSale, purpose: 'sale', orderedMl: 600, deliveredMl: 100, exact: false } }),
        sale(machineId, 1500, { closedAt: at(9) }),
        sale(machineId, null, { state: 'dispensing', closedAt: null }),
        sale(other, 40),
      ]),
    )
    const asked = [
      { machineId, since: at(10) },
      { machineId: other, since: at(0) },
      { machineId, since: at(0) },
      { machineId, since: at(11) },
    ]
    expect(await store().waterCare.delivered(asked)).toEqual([950, 40, 2450, 0])
    expect(await store().waterCare.delivered([])).toEqual([])
    const many = Array.from({ length: 150 }, () => ({ machineId, since: at(10) }))
    expect(new Set(await store().waterCare.delivered(many))).toEqual(new Set([950]))
  })

  test('comings and goings of machines are told in their order', async () => {
    const machineId = unique('vending')
    const presence = (seq: number, type: string) => fact({ machineId, seq, type, occurredAt: at(seq) })
    await store().transact(tx =>
      tx.facts.insert([
        presence(1, 'machine_offline'),
        presence(3, 'machine_online'),
        presence(2, 'pour_ended'),
        presence(4, 'machine_offline'),
      ]),
    )
    expect(await store().waterCare.presenceSince([machineId], at(2))).toEqual([
      { machineId, at: at(3), isOnline: true },
      { machineId, at: at(4), isOnline: false },
    ])
  })

  test('what the interlock of a machine did comes newest first, without what it told else and without other machines', async () => {
    const [machineId, other] = [unique('vending'), unique('vending')]
    const told = (seq: number, over: Partial<FactRecord> = {}) =>
      fact({ machineId, seq, type: 'interlock_step', occurredAt: at(seq), payload: { step: 'locked' }, ...over })
    const [first, second, third] = [told(1), told(2), told(3)]
    const others = [told(4, { type: 'quality_measured' }), told(5, { machineId: other }), told(9)]
    await store().transact(tx => tx.facts.insert([third, first, second, ...others]))
    const steps = (from: string, limit: number) => store().waterCare.interlockSteps({ machineId, from, to: at(9) }, limit)
    expect(await steps(at(1), 9)).toEqual([third, second, first])
    expect(await steps(at(2), 9)).toEqual([third, second])
    expect(await steps(at(1), 1)).toEqual([third])
  })

  test('sales are added up by machine, volume, and hour and day of the outlet; what nobody paid for is none', async () => {
    const [machineId, other] = [unique('vending'), unique('vending')]
    const late = '2026-01-20T17:30:00.000Z'
    const settled = (orderedMl: number, deliveredMl: number, result: SaleResult, charged: number, paidBy: SaleMethod | null = null) => ({
      pour: { ...ofNoSale, purpose: 'sale' as const, orderedMl, deliveredMl, exact: true, result, charged, paidBy },
    })
    await store().transact(tx =>
      tx.sessions.putMany([
        sale(machineId, 600, settled(600, 600, 'success', 1000)),
        sale(machineId, 380, { state: 'partial', ...settled(600, 380, 'failed', 633) }),
        sale(machineId, 1500, { closedAt: late, ...settled(1500, 1500, 'success', 2000) }),
        sale(machineId, 250, { pour: { ...ofNoSale, purpose: 'test', orderedMl: 250, deliveredMl: 250, exact: true } }),
        sale(other, 0, { state: 'cancelled', ...settled(600, 0, 'cancelled', 0) }),
        sale(other, 0, { state: 'cancelled', ...settled(600, 0, 'cancelled', 0, 'cash') }),
        sale(other, 0, { state: 'failed', ...settled(1500, 0, 'failed', 0) }),
        sale(other, 600, { closedAt: at(90_000), ...settled(600, 600, 'success', 1000) }),
      ]),
    )
    const by = async (group: 'machine' | 'volume' | 'hour' | 'day', machineIds = [machineId, other]) => {
      const filter = { from: at(0), to: at(80_000), machineIds, group, utcOffsetMs: 7 * 3_600_000 }
      const totals = await store().waterCare.salesBy(filter)
      return totals
        .map(({ key, result, sales, givenUp, deliveredMl, charged }) => [key, result, sales, givenUp, deliveredMl, charged].join(' '))
        .toSorted()
    }
    expect(await by('machine')).toEqual(
      [
        `${machineId} failed 1 0 380 633`,
        `${machineId} success 2 0 2100 3000`,
        `${other} cancelled 1 1 0 0`,
        `${other} failed 0 1 0 0`,
      ].toSorted(),
    )
    expect(await by('volume')).toEqual([
      '1500 failed 0 1 0 0',
      '1500 success 1 0 1500 2000',
      '600 cancelled 1 1 0 0',
      '600 failed 1 0 380 633',
      '600 success 1 0 600 1000',
    ])
    expect(await by('hour', [machineId])).toEqual(['00 success 1 0 1500 2000', '17 failed 1 0 380 633', '17 success 1 0 600 1000'])
    expect(await by('day', [machineId])).toEqual([
      '2026-01-20 failed 1 0 380 633',
      '2026-01-20 success 1 0 600 1000',
      '2026-01-21 success 1 0 1500 2000',
    ])
    expect(await by('day', [])).toEqual([])
  })
}
