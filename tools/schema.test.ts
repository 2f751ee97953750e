import { expect, test } from 'vitest'
import { jsonSchemaOf, outdatedSchemas } from './schema.ts'

test('the published schema is the one the loader checks with', () => {
  expect(outdatedSchemas()).toEqual([])
})

test('an editor is told the drivers and which keys must be written', () => {
  const schema = JSON.parse(jsonSchemaOf('site.schema.json')) as { required: string[]; properties: Record<string, unknown> }
  expect(schema.required).toEqual(['outlet', 'machines'])
  expect(JSON.stringify(schema.properties['machines'])).toContain('"palang-line"')
})
