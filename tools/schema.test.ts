import { expect, test } from 'vitest'
import { schemaIsCurrent, siteJsonSchema } from './schema.ts'

test('the published schema is the one the loader checks with', () => {
  expect(schemaIsCurrent(), 'config/site.schema.json is old: npm run schema').toBe(true)
})

test('an editor is told the drivers and which keys must be written', () => {
  const schema = JSON.parse(siteJsonSchema()) as { required: string[]; properties: Record<string, unknown> }
  expect(schema.required).toEqual(['outlet', 'machines'])
  expect(JSON.stringify(schema.properties['machines'])).toContain('"palang-line"')
})
