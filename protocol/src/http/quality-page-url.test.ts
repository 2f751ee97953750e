import { expect, test } from 'vitest'
import { qualityPageUrl } from './water-metrics.ts'

test.each([
  ['https://air.example.id', 'https://air.example.id/quality/vending-1'],
  ['https://example.id/depot', 'https://example.id/depot/quality/vending-1'],
  ['http://10.0.0.4:8000/', 'http://10.0.0.4:8000/quality/vending-1'],
])('customers who reach the hub at %s find the page at %s', (hubUrl, page) => {
  expect(qualityPageUrl(hubUrl, 'vending-1')).toBe(page)
})
