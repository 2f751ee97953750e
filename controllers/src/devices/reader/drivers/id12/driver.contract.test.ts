import { emDigits } from '../../em-digits.test-support.ts'
import { frameContract } from '../../frame.contract.ts'
import { id12Reader } from './driver.ts'

frameContract('id12', {
  make: id12Reader,
  frame: number => Buffer.from(`\x02${emDigits(number)}\r\n\x03`, 'latin1'),
  known: [
    ['023343303043453735344343420d0a03', '0013530444', '3C00CE754CCB'],
    ['023043303030363231413538450d0a03', '0000401829', '0C000621A58E'],
  ],
  wrong: [
    ['\x020C000621A58F\r\n\x03', 'checksum'],
    ['\x020C000621A58E\n\r\x03', 'format'],
    ['\x020C000621A58E\x03', 'unfinished'],
    ['0C000621A58E\r\n', 'noise'],
  ],
  wholeAfter: 16,
  hasChecksum: true,
  findsItsStart: true,
})
