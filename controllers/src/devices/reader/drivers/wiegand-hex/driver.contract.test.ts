import { frameContract } from '../../frame.contract.ts'
import { wiegandHexReader } from './driver.ts'

const digits = (number: number) => (number % 2 ** 24).toString(16).padStart(6, '0').toUpperCase()

frameContract('wiegand-hex', {
  make: wiegandHexReader,
  frame: number => Buffer.from(`${digits(number)}\r`, 'latin1'),
  known: [
    ['4345373534430d', '0013530444', 'CE754C'],
    ['4345373534430d0a', '0013530444', 'CE754C'],
    ['6365373534630a', '0013530444', 'ce754c'],
  ],
  wrong: [
    ['CE754\r', 'format'],
    ['CE754C0\r', 'format'],
    ['CE754C', 'unfinished'],
    ['CE 54C\r', 'format'],
    ['0013530444\r', 'format'],
    ['\x00CE754C\r', 'format'],
    // The end of so long a line might be the middle of anything.
    [`${'x'.repeat(200)}\rCE754C\r`, 'length'],
  ],
  wholeAfter: 7,
  hasChecksum: false,
  findsItsStart: false,
})
