import { expect, test } from 'vitest'
import { reportQuery } from './money.ts'
import { replayBody } from './tariffs.ts'

test.each([reportQuery, replayBody])(
  'no period reaches the last date there is: whoever goes through its days would never come to an end',
  schema => {
    const period = (to: string) => schema.safeParse({ tariff: {}, from: '9999-12-29', to }).success
    expect([period('9999-12-30'), period('9999-12-31')]).toEqual([true, false])
  },
)
