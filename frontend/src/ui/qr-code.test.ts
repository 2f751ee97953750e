import { expect, test } from 'vitest'
import { encode } from 'uqr'
import { codePath } from './qr-code.ts'

/** Draws the path again, module by module. */
function drawn(path: string, size: number): boolean[][] {
  const grid = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let at = Number(x); at < Number(x) + Number(width); at++) (grid[Number(y)] ?? [])[at] = true
  }
  return grid
}

test('the path draws exactly the dark modules of the code', () => {
  const code = encode('T-7KQ2M9XA', { ecc: 'M', border: 2 })
  expect(drawn(codePath(code.data), code.size)).toEqual(code.data)
})

test('an empty code has an empty path', () => {
  expect(codePath([[false, false]])).toBe('')
})
