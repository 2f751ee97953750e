import { frameContract } from '../../frame.contract.ts'
import { wiegandDecimalReader } from './driver.ts'

const digits = (number: number) => String(number % 2 ** 32).padStart(10, '0')

frameContract('wiegand-decimal', {
  make: wiegandDecimalReader,
  frame: number => Buffer.from(`${digits(number)}\r\n`, 'latin1'),
  known: [
    ['303031333533303434340d0a', '0013530444', '0013530444'],
    ['303031333533303434340d', '0013530444', '0013530444'],
    ['333830383938303230350d0a', '0000552173', '3808980205'],
    ['343239343936373239350d0a', '0016777215', '4294967295'],
  ],
  wrong: [
    ['13530444\r', 'format'],
    ['00013530444\r', 'format'],
    ['4294967296\r', 'format'],
    ['00CE754CFF\r', 'format'],
    ['0013530444', 'unfinished'],
  ],
  wholeAfter: 11,
  hasChecksum: false,
  findsItsStart: false,
})
