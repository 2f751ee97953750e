export * from './due.ts'
export type * from './line.ts'
export * from './price.ts'
export * from './schema.ts'
