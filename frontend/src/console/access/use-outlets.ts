import { useQuery } from '@tanstack/solid-query'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'

export interface Outlets {
  /** What can be picked; empty until read. */
  options(): { value: string; label: string }[]
  /** Every name in words: “all outlets” for null. */
  words(outlets: readonly string[] | null): string
}

/** The outlets of the site by name. */
export function useOutlets(): Outlets {
  const i18n = useI18n()
  const query = useQuery(() => ({ queryKey: ['outlets'], queryFn: api.outlets, staleTime: 300_000 }))
  const options = () => (dataOf(query)?.items ?? []).map(outlet => ({ value: outlet.id, label: outlet.name }))
  const nameOf = (id: string) => options().find(option => option.value === id)?.label ?? id
  return { options, words: outlets => (outlets === null ? i18n.t('outlets.all') : outlets.map(nameOf).join(', ')) }
}
