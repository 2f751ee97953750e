import { expect, test } from 'vitest'
import { browserName, isHandheld } from './browser-name.ts'
import { secretText } from './totp-secret.ts'

const chromeWindows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const edge = `${chromeWindows} Edg/141.0.0.0`
const chromeAndroid = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36'
const safariPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
const firefoxLinux = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'

test('a browser is called what people call it, though each claims to be several', () => {
  expect([chromeWindows, edge, chromeAndroid, safariPhone, firefoxLinux].map(browserName)).toEqual([
    'Chrome · Windows',
    'Edge · Windows',
    'Chrome · Android',
    'Safari · iPhone',
    'Firefox · Linux',
  ])
})

test('what is no browser has no name', () => {
  expect([browserName(null), browserName('curl/8.5.0')]).toEqual([undefined, undefined])
})

test('phones are told from desks', () => {
  expect([chromeAndroid, safariPhone, firefoxLinux, null].map(isHandheld)).toEqual([true, true, false, false])
})

test('the secret of an authenticator is read in groups of four, and nothing is made up without one', () => {
  expect(secretText('otpauth://totp/Palang:a%40b.c?secret=JBSWY3DPEHPK3P&issuer=Palang')).toBe('JBSW Y3DP EHPK 3P')
  expect([secretText('otpauth://totp/Palang'), secretText('')]).toEqual(['', ''])
})
