/** The hub's page of today's quality of one machine, below the address customers reach the hub at; undefined where they reach none. */
export function qualityPage(publicUrl: string | undefined, machineId: string): string | undefined {
  return publicUrl === undefined ? undefined : new URL(`quality/${encodeURIComponent(machineId)}`, publicUrl.replace(/\/*$/, '/')).href
}
