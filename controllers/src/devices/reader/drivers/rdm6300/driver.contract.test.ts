import { emDigits } from '../../em-digits.test-support.ts'
import { frameContract } from '../../frame.contract.ts'
import { rdm6300Reader } from './driver.ts'

frameContract('rdm6300', {
  make: rdm6300Reader,
  frame: number => Buffer.from(`\x02${emDigits(number)}\x03`, 'latin1'),
  known: [
    ['0233433030434537353443434203', '0013530444', '3C00CE754CCB'],
    ['0236324533303836434544303803', '0000552173', '62E3086CED08'],
    ['0233633030636537353463636203', '0013530444', '3c00ce754ccb'],
  ],
  wrong: [
    ['\x023C00CE754CCA\x03', 'checksum'],
    ['\x023C00CE754CCB\x04', 'format'],
    ['\x023C00CE754CC\x03', 'unfinished'],
    ['\x023C00CE754CCB0\x03', 'format'],
    ['\x023G00CE754CCB\x03', 'format'],
    ['3C00CE754CCB', 'noise'],
  ],
  wholeAfter: 14,
  hasChecksum: true,
  findsItsStart: true,
})
