import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parseArguments, usage } from './arguments.ts'

test('no option means the default site with its simulator', () => {
  expect(parseArguments([])).toEqual({
    options: {
      site: undefined,
      data: undefined,
      activate: undefined,
      simulator: true,
      traffic: true,
      dev: false,
      water: undefined,
      help: false,
    },
    mistakes: [],
  })
})

test.each([
  [['--site', 'a.yaml', '--data', 'd', '--no-simulator', '--no-traffic', '--dev', '--activate', 'k7qm']],
  [['--no-traffic', '--dev', '--no-simulator', '--data=d', '--site=a.yaml', '--activate=k7qm']],
])('options are read in any order and form: %j', given => {
  expect(parseArguments(given)).toEqual({
    options: { site: 'a.yaml', data: 'd', activate: 'k7qm', simulator: false, traffic: false, dev: true, water: undefined, help: false },
    mistakes: [],
  })
})

test('every mistake is told at once', () => {
  expect(parseArguments(['--sight', 'x', '--data', '--site']).mistakes).toEqual([
    '--sight is not a known option',
    'x is not a known option',
    '--data needs a folder after it',
    '--site needs a file after it',
  ])
})

test.each([['1'], ['200']])('%s water machines are a site of their own', count => {
  const { options, mistakes } = parseArguments(['--water', count, '--data', 'd'])
  expect([options.water, options.data, mistakes]).toEqual([Number(count), 'd', []])
  expect(parseArguments([`--water=${count}`]).options.water).toBe(Number(count))
})

test.each([['0'], ['201'], ['x'], ['1e2'], ['-1'], ['2.5']])('%s water machines are refused', count => {
  expect(parseArguments(['--water', count]).mistakes).toEqual(['--water needs a whole number from 1 to 200'])
})

test('a site of water machines is written, not read, and plays its devices itself', () => {
  expect(parseArguments(['--water']).mistakes).toEqual(['--water needs a number after it'])
  expect(parseArguments(['--water', '5', '--site', 'a.yaml', '--activate', 'k7qm', '--no-simulator']).mistakes).toEqual([
    '--site cannot be given together with --water',
    '--activate cannot be given together with --water',
    '--no-simulator cannot be given together with --water',
  ])
})

test('both start scripts hand every option on to the same launcher', () => {
  const root = path.resolve(import.meta.dirname, '..', '..')
  expect(readFileSync(path.join(root, 'start-all.sh'), 'utf8')).toContain('tools/start.mjs" "$@"')
  expect(readFileSync(path.join(root, 'start-all.bat'), 'utf8')).toContain('tools\\start.mjs" %*')
  for (const option of ['--site', '--data', '--activate', '--no-simulator', '--no-traffic', '--dev', '--water', '--help'])
    expect(usage).toContain(option)
})
