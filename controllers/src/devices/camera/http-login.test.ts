import { expect, test } from 'vitest'
import { httpLogin } from './http-login.ts'

const mufasa = { user: 'Mufasa', password: 'Circle of Life' }
const rfc =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
const nonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'

function answer(challenge: string | undefined, login = mufasa, path = '/dir/index.html'): string | undefined {
  const http = httpLogin(login, () => nonce)
  http.challenged(challenge)
  return http.header('GET', path)
}

test('nothing is said before the camera asks', () => {
  expect(httpLogin(mufasa).header('GET', '/')).toBeUndefined()
})

test('the examples of RFC 7616, section 3.9.1', () => {
  expect(answer(`Digest ${rfc}, algorithm=MD5`)).toContain('response="8ca523f5e9506fed4657c9700eebdbec"')
  expect(answer(`Digest ${rfc}, algorithm=SHA-256`)).toContain(
    'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
  )
})

test('the example of RFC 2069 as corrected, for cameras that name no qop', () => {
  const challenge =
    'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
  const said = answer(challenge, { user: 'Mufasa', password: 'CircleOfLife' })
  expect(said).toContain('response="1949323746fe6a43ef61f9606e7febea"')
  expect(said).not.toContain('qop')
})

test('a second request under one nonce is counted', () => {
  const http = httpLogin(mufasa, () => nonce)
  http.challenged(`Digest ${rfc}`)
  http.header('GET', '/')
  expect(http.header('GET', '/')).toContain('nc=00000002')
})

test.each([
  ['Basic', 'Basic realm="camera"', 'Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl'],
  ['nothing', undefined, 'Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl'],
  ['Digest in a way we do not know', 'Digest realm="x", nonce="y", algorithm=MD5-sess', 'Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl'],
  ['both', `Basic realm="camera", Digest ${rfc}`, /^Digest /],
  ['both, Digest first', `Digest ${rfc}, Basic realm="camera"`, /^Digest /],
])('offered %s', (_what, challenge, expected) => {
  expect(answer(challenge)).toMatch(expected)
})

test('a user with quotes does not break out of the header', () => {
  expect(answer(`Digest ${rfc}`, { user: 'a", uri="/x', password: '' })).toContain('username="a\\", uri=\\"/x"')
})
