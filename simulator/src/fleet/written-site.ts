/** A site file with so many simulated water machines, each with its controller. */

const places = [
  'Tebet',
  'Matraman',
  'Kemang',
  'Cawang',
  'Rawamangun',
  'Pasar Minggu',
  'Cililitan',
  'Kalibata',
  'Pancoran',
  'Duren Sawit',
] as const
const firstPanelPort = 8_011

const products = '[ { volume_ml: 600, price: 1000 }, { volume_ml: 1500, price: 2000 }, { volume_ml: 5000, price: 4000 } ]'

/** The text of a site file; panels are on ports 8011 and up. */
export function writtenSite(count: number): string {
  const machines = Array.from({ length: count }, (_, n) => {
    const printer = n % 2 === 0 ? ', printer: { driver: simulated }' : ''
    return `  - id: vending-${n + 1}
    name: Depot ${n + 1}, ${places[n % places.length]}
    family: water
    panel: { port: ${firstPanelPort + n} }
    products: ${products}
    devices: { board: { driver: simulated }, sensor: { driver: simulated }, cash: { driver: simulated }, reader: { driver: simulated }${printer} }
    interlock: { flush_relay: 5 }
    consumables: { tank_litres: 1000, filter_litres: 5000, uv_hours: 9000 }
`
  })
  return `simulation: true
outlet: { id: pusat, name: Air Pusat, timezone: Asia/Jakarta, currency: IDR }
payments:
  qris: { provider: midtrans }
machines:
${machines.join('')}`
}
