import { expect, test } from 'vitest'
import { groupOf, portAdvice } from './port-advice.ts'

const linux = { platform: 'linux' as const, groupOf: () => 'dialout' }

test.each([
  ['Error: Permission denied, cannot open /dev/ttyUSB0', /group dialout .*usermod -aG dialout/],
  ["EACCES: permission denied, open '/dev/usb/lp0'", /group dialout/],
  ['Error Resource temporarily unavailable Cannot lock port', /^another program has it open$/],
  ['Error: No such file or directory, cannot open /dev/ttyUSB9', /npm run ports/],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 9600', /no serial port/],
  ['something new', /^something new$/],
])('%s is told as what to do', (message, expected) => {
  expect(portAdvice('/dev/ttyUSB0', message, linux)).toMatch(expected)
})

test('on Windows a port in use and a port not allowed look alike', () => {
  expect(portAdvice('COM7', 'Opening COM7: Access denied', { platform: 'win32', groupOf: () => undefined })).toMatch(/another program/)
})

test.runIf(process.platform !== 'win32')('the group is that of the device', () => {
  expect(groupOf('/dev/null')).toBe('root')
  expect(groupOf('/dev/not-there')).toBeUndefined()
})
