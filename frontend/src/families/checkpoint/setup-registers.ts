/** The lists a meal programme is made of, each with its form: what is in it, and how an entry is shown and saved. */
import { mealApi, type Register } from '../../api/meal-endpoints.ts'
import { type Draft, menuOf, placeOf, programmeOf, vehicleOf } from './setup-drafts.ts'
import type { MealKey } from './words/id.ts'

export interface Field {
  name: string
  word: MealKey
  hint?: MealKey
  required?: boolean
  /** One of these, instead of a text. */
  choices?: readonly { value: string; word: MealKey }[]
  /** Several lines. */
  long?: boolean
}

export interface Entry {
  id: string
  name: string
  below: string
  draft: Draft
}

export interface RegisterForm {
  register: Register
  fields: readonly Field[]
  entries: (programmeId: string) => Promise<Entry[]>
  /** Undefined while the hub would not take the draft. */
  save: (programmeId: string, id: string, draft: Draft) => (() => Promise<unknown>) | undefined
}

const name: Field = { name: 'name', word: 'setup.name', required: true }
const text = (value: string | number | null) => (value === null ? '' : String(value))
const joined = (...parts: (string | number | null)[]) => parts.filter(part => part !== null && part !== '').join(' · ')

const programmes: RegisterForm = {
  register: 'programmes',
  fields: [
    name,
    { name: 'outlet', word: 'setup.outlet', hint: 'setup.outletHint' },
    { name: 'safe', word: 'setup.safe', hint: 'setup.safeHint' },
    { name: 'warm', word: 'setup.warm', hint: 'setup.warmHint' },
    { name: 'retention', word: 'setup.retention', hint: 'setup.retentionHint' },
  ],
  entries: async () =>
    (await mealApi.programmes()).map(one => ({
      id: one.id,
      name: one.name,
      below: joined(one.id, one.outlet_id),
      draft: {
        name: one.name,
        outlet: one.outlet_id,
        safe: text(one.safe_minutes),
        warm: text(one.warm_dc === null ? null : one.warm_dc / 10),
        retention: text(one.retention_days),
      },
    })),
  save: (_programmeId, id, draft) => {
    const body = programmeOf(draft)
    return body && (() => mealApi.saveProgramme(id, body))
  },
}

const places: RegisterForm = {
  register: 'places',
  fields: [
    {
      name: 'kind',
      word: 'setup.kind',
      choices: [
        { value: 'kitchen', word: 'setup.kitchen' },
        { value: 'school', word: 'setup.school' },
      ],
    },
    name,
    { name: 'portions', word: 'setup.portions', hint: 'setup.portionsHint' },
    { name: 'route', word: 'setup.route' },
    { name: 'stop', word: 'setup.stop' },
    { name: 'gateways', word: 'setup.gateways', hint: 'setup.gatewaysHint' },
    { name: 'address', word: 'setup.address' },
    { name: 'contact', word: 'setup.contact', hint: 'setup.contactHint' },
  ],
  entries: async programmeId =>
    (await mealApi.places(programmeId)).map(one => ({
      id: one.id,
      name: one.name,
      below: joined(one.route, one.portions, one.gateways.join(', ')),
      draft: {
        ...{ kind: one.kind, name: one.name, portions: text(one.portions), route: text(one.route), stop: text(one.stop) },
        ...{ gateways: one.gateways.join(', '), address: text(one.address), contact: text(one.contact) },
      },
    })),
  save: (programmeId, id, draft) => {
    const body = placeOf(programmeId, draft)
    return body && (() => mealApi.savePlace(id, body))
  },
}

const vehicles: RegisterForm = {
  register: 'vehicles',
  fields: [name, { name: 'plate', word: 'setup.plate' }],
  entries: async programmeId =>
    (await mealApi.vehicles(programmeId)).map(one => ({
      id: one.id,
      name: one.name,
      below: one.plate ?? '',
      draft: { name: one.name, plate: text(one.plate) },
    })),
  save: (programmeId, id, draft) => {
    const body = vehicleOf(programmeId, draft)
    return body && (() => mealApi.saveVehicle(id, body))
  },
}

const menus: RegisterForm = {
  register: 'menus',
  fields: [
    name,
    { name: 'safe', word: 'setup.safe', hint: 'setup.menuSafeHint' },
    { name: 'recipe', word: 'setup.recipe', hint: 'setup.recipeHint', long: true },
  ],
  entries: async programmeId =>
    (await mealApi.menus(programmeId)).map(one => ({
      id: one.id,
      name: one.name,
      below: one.recipe.map(({ item, per_portion: each, unit }) => `${item} ${each} ${unit}`).join(', '),
      draft: {
        name: one.name,
        safe: text(one.safe_minutes),
        recipe: one.recipe.map(({ item, per_portion: each, unit }) => `${item}; ${each}; ${unit}`).join('\n'),
      },
    })),
  save: (programmeId, id, draft) => {
    const body = menuOf(programmeId, draft)
    return body && (() => mealApi.saveMenu(id, body))
  },
}

export const registerForms = { programmes, places, vehicles, menus } satisfies Record<Register, RegisterForm>
