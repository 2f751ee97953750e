/** What the pages of the meal programme ask the hub; apart, so that the first page loads none of it. */
import {
  deliveryDetail,
  mealBatch,
  type mealBatchBody,
  mealBatchList,
  mealBoardView,
  mealContainerList,
  type mealContainersBody,
  type mealCorrectionBody,
  mealMenu,
  type mealMenuBody,
  mealMenuList,
  mealPlace,
  type mealPlaceBody,
  mealPlaceList,
  mealPlanAnswer,
  type mealPlanBody,
  mealReport,
  type mealReportQuery,
  type mealStockBody,
  mealStockView,
  mealVehicle,
  type mealVehicleBody,
  mealVehicleList,
  programme,
  type programmeBody,
  programmeList,
  trayBalanceView,
} from '@palang/protocol'
import type { z } from 'zod'
import { call, urlOf } from './http.ts'
import { readAll } from './read-all.ts'

export type ReportQuery = z.input<typeof mealReportQuery>
/** What is entered under an id of its own. */
export type Register = 'programmes' | 'places' | 'vehicles' | 'menus'

const entryPath = (register: Register, id: string) => `/api/meals/${register}/${encodeURIComponent(id)}`
const deliveryPath = (id: string) => `/api/meals/deliveries/${encodeURIComponent(id)}`
const containersAtOnce = 500

export const mealApi = {
  /** Of today where no day is given. */
  board: (programmeId: string, day: string | undefined) =>
    call('/api/meals/board', mealBoardView, { query: { programme_id: programmeId, day } }),
  balance: (programmeId: string) => call('/api/meals/balance', trayBalanceView, { query: { programme_id: programmeId } }),
  delivery: (id: string) => call(deliveryPath(id), deliveryDetail),
  /** The same key adds the same correction once. */
  correct: (id: string, body: z.input<typeof mealCorrectionBody>, key: string) =>
    call(`${deliveryPath(id)}/corrections`, deliveryDetail, { method: 'POST', body, idempotencyKey: key }),
  report: (query: ReportQuery) => call('/api/meals/report', mealReport, { query: { ...query } }),

  /** Ended ones are not among them. */
  programmes: async () => running(await call('/api/meals/programmes', programmeList)),
  saveProgramme: (id: string, body: z.input<typeof programmeBody>) => call(entryPath('programmes', id), programme, { method: 'PUT', body }),
  places: async (programmeId: string) => running(await call('/api/meals/places', mealPlaceList, { query: { programme_id: programmeId } })),
  savePlace: (id: string, body: z.input<typeof mealPlaceBody>) => call(entryPath('places', id), mealPlace, { method: 'PUT', body }),
  vehicles: async (programmeId: string) =>
    running(await call('/api/meals/vehicles', mealVehicleList, { query: { programme_id: programmeId } })),
  saveVehicle: (id: string, body: z.input<typeof mealVehicleBody>) => call(entryPath('vehicles', id), mealVehicle, { method: 'PUT', body }),
  menus: async (programmeId: string) => running(await call('/api/meals/menus', mealMenuList, { query: { programme_id: programmeId } })),
  saveMenu: (id: string, body: z.input<typeof mealMenuBody>) => call(entryPath('menus', id), mealMenu, { method: 'PUT', body }),
  retire: (register: Register, id: string) => call(entryPath(register, id), null, { method: 'DELETE' }),

  containers: async (programmeId: string) =>
    running(
      await readAll(cursor =>
        call('/api/meals/containers', mealContainerList, { query: { programme_id: programmeId, limit: containersAtOnce, cursor } }),
      ),
    ),
  /** Those that are there already are changed. */
  enterContainers: (body: z.input<typeof mealContainersBody>) => call('/api/meals/containers', null, { method: 'POST', body }),

  batches: async (programmeId: string, day: string) =>
    (await call('/api/meals/batches', mealBatchList, { query: { programme_id: programmeId, day } })).items,
  /** The same key cooks once: its food is taken out of store. */
  addBatch: (body: z.input<typeof mealBatchBody>, key: string) =>
    call('/api/meals/batches', mealBatch, { method: 'POST', body, idempotencyKey: key }),
  stock: (kitchenId: string) => call('/api/meals/stock', mealStockView, { query: { kitchen_id: kitchenId } }),
  /** The same key moves once. */
  moveStock: (body: z.input<typeof mealStockBody>, key: string) =>
    call('/api/meals/stock', mealStockView, { method: 'POST', body, idempotencyKey: key }),
  plan: (body: z.input<typeof mealPlanBody>) => call('/api/meals/plan', mealPlanAnswer, { method: 'POST', body }),
}

function running<T extends { retired_at: string | null }>({ items }: { items: readonly T[] }): T[] {
  return items.filter(({ retired_at: retiredAt }) => retiredAt === null)
}

/** Where the same figures are to be had as a file. */
export const reportCsvUrl = (query: ReportQuery): string => urlOf('/api/meals/report.csv', { ...query })
