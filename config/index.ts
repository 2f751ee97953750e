export * from './environment.ts'
export * from './load-site.ts'
export * from './simulation.ts'
export * from './site-schema.ts'
