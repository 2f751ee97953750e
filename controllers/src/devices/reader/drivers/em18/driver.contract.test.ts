import { frameContract } from '../../frame.contract.ts'
import { emDigits } from '../../em-digits.test-support.ts'
import { em18Reader } from './driver.ts'

const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex')

frameContract('em18', {
  make: em18Reader,
  frame: number => Buffer.from(emDigits(number), 'latin1'),
  known: [
    [hex('3C00CE754CCB'), '0013530444', '3C00CE754CCB'],
    [hex('4500C5D1E9B8'), '0012964329', '4500C5D1E9B8'],
    [hex('3C00CE754CCB\r\n'), '0013530444', '3C00CE754CCB'],
  ],
  wrong: [
    ['3C00CE754CCA', 'checksum'],
    ['3C00CE754C', 'length'],
    ['3C00CE754CCB0', 'length'],
    ['3C00CE 754CCB', 'length'],
    ['hello', 'noise'],
  ],
  wholeAfter: 12,
  hasChecksum: true,
  findsItsStart: true,
})
