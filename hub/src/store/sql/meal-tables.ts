/** The tables of meal programmes. */
import type {
  BatchRecord,
  ContainerRecord,
  DeliveryRecord,
  GatewayRecord,
  MealCorrectionRecord,
  MealMenuRecord,
  MealPlaceRecord,
  MealVehicleRecord,
  ProgrammeRecord,
  ReceiptRecord,
  ScanRecord,
  StockEntryRecord,
  TripRecord,
} from '../meals.ts'
import { table } from './tables.ts'

export const programmes = table<ProgrammeRecord>('meal_programmes', ['id'], {
  id: 'text',
  outletId: 'text',
  name: 'text',
  safeMinutes: 'int',
  warmDc: 'int',
  retentionDays: 'int',
  retiredAt: 'time',
})

export const places = table<MealPlaceRecord>('meal_places', ['id'], {
  id: 'text',
  programmeId: 'text',
  kind: 'text',
  name: 'text',
  address: 'text',
  contact: 'text',
  portions: 'int',
  route: 'text',
  stop: 'int',
  retiredAt: 'time',
})

export const gateways = table<GatewayRecord>('meal_gateways', ['id'], {
  id: 'text',
  machineId: 'text',
  placeId: 'text',
  firstSeenAt: 'time',
  lastSyncAt: 'time',
  lastScanAt: 'time',
  scans: 'int',
  rejected: 'int',
  clockWrong: 'bool',
})

export const mealVehicles = table<MealVehicleRecord>('meal_vehicles', ['id'], {
  id: 'text',
  programmeId: 'text',
  name: 'text',
  plate: 'text',
  retiredAt: 'time',
})

export const menus = table<MealMenuRecord>('meal_menus', ['id'], {
  id: 'text',
  programmeId: 'text',
  name: 'text',
  safeMinutes: 'int',
  recipe: 'json',
  retiredAt: 'time',
})

export const containers = table<ContainerRecord>('meal_containers', ['tagId'], {
  tagId: 'text',
  programmeId: 'text',
  label: 'text',
  portions: 'int',
  kitchenId: 'text',
  schoolId: 'text',
  retiredAt: 'time',
})

export const batches = table<BatchRecord>('meal_batches', ['id'], {
  id: 'text',
  programmeId: 'text',
  day: 'text',
  kitchenId: 'text',
  menuId: 'text',
  name: 'text',
  portions: 'int',
  cookedAt: 'time',
  temperatureDc: 'int',
})

export const deliveries = table<DeliveryRecord>('meal_deliveries', ['id'], {
  id: 'text',
  programmeId: 'text',
  day: 'text',
  kitchenId: 'text',
  schoolId: 'text',
  vehicleId: 'text',
  batchId: 'text',
  portions: 'int',
  tags: 'json',
})

export const scans = table<ScanRecord>('meal_scans', ['id'], {
  id: 'text',
  tagId: 'text',
  gatewayId: 'text',
  status: 'text',
  step: 'text',
  source: 'text',
  at: 'time',
  clock: 'text',
  naive: 'bool',
  receivedAt: 'time',
  portions: 'int',
  rejected: 'int',
  rejectReason: 'text',
  temperatureDc: 'int',
  batchId: 'text',
  cookedAt: 'time',
  dispatchedAt: 'time',
  warnings: 'json',
  placed: 'bool',
})

export const trips = table<TripRecord>('meal_trips', ['id'], {
  id: 'text',
  tagId: 'text',
  programmeId: 'text',
  deliveryId: 'text',
  day: 'text',
  beganAt: 'time',
  steps: 'json',
  returnedAt: 'time',
  portions: 'int',
  received: 'int',
  served: 'int',
  rejected: 'int',
  rejectReason: 'text',
  flags: 'json',
})

export const receipts = table<ReceiptRecord>('meal_receipts', ['id'], {
  id: 'text',
  gatewayId: 'text',
  recipient: 'text',
  portions: 'int',
  rejected: 'int',
  rejectReason: 'text',
  temperatureDc: 'int',
  photoId: 'text',
  signatureId: 'text',
  note: 'text',
  at: 'time',
})

export const corrections = table<MealCorrectionRecord>('meal_corrections', ['id'], {
  id: 'text',
  deliveryId: 'text',
  step: 'text',
  change: ['int', 'difference'],
  reason: 'text',
  actor: 'text',
  at: 'time',
})

export const stockEntries = table<StockEntryRecord>('meal_stock_entries', ['id'], {
  id: 'text',
  kitchenId: 'text',
  item: 'text',
  unit: 'text',
  kind: 'text',
  change: ['int', 'difference'],
  batchId: 'text',
  cost: 'int',
  actor: 'text',
  reason: 'text',
  at: 'time',
})
