/** Adding an outlet, and changing what is said of one. */
import type { OutletView } from '@palang/protocol'
import { createSignal, type JSX, Show } from 'solid-js'
import { premisesApi } from '../../api/premises-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { SearchPick } from '../../ui/search-pick.tsx'
import { Segments } from '../../ui/segments.tsx'
import { newOutlet, outletChange, type OutletDraft, outletDraft } from './drafts.ts'
import { FormDialog, type FormFields } from './form-dialog.tsx'
import { useDone } from './lists.ts'
import { usePremisesWords } from './words.ts'

/** What people call the zones of Indonesia, which come first. */
const ofIndonesia = [
  ['Asia/Jakarta', 'WIB · Asia/Jakarta'],
  ['Asia/Makassar', 'WITA · Asia/Makassar'],
  ['Asia/Jayapura', 'WIT · Asia/Jayapura'],
] as const

function zoneOptions(own: string): { value: string; label: string }[] {
  const first = ofIndonesia.map(([value, label]) => ({ value, label }))
  const known = new Set<string>(ofIndonesia.map(([value]) => value))
  const others = [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].filter(zone => !known.has(zone))
  return [...first, ...others.map(zone => ({ value: zone, label: zone }))]
}

interface FieldsProps {
  draft: OutletDraft
  of: OutletView | undefined
  fields: FormFields
  onChange: (change: Partial<OutletDraft>) => void
}

/** Where it is, and whom to call. */
function WhereAndWho(props: FieldsProps): JSX.Element {
  const say = usePremisesWords()
  const line = (
    name: 'location' | 'address' | 'contact_person' | 'contact_phone',
    key: 'location' | 'address' | 'contactPerson' | 'contactPhone',
    label: string,
    maxlength: number,
  ) => props.fields.text({ name, label, value: props.draft[key], maxlength, onInput: text => props.onChange({ [key]: text }) })
  return (
    <div class="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
      {line('location', 'location', say('outlet.location'), 200)}
      {line('address', 'address', say('outlet.address'), 1_000)}
      {line('contact_person', 'contactPerson', say('outlet.person'), 200)}
      {line('contact_phone', 'contactPhone', say('outlet.phone'), 20)}
    </div>
  )
}

function Zone(props: FieldsProps): JSX.Element {
  const say = usePremisesWords()
  return (
    <div class="field">
      <span class="field-label">{say('outlet.zone')}</span>
      <SearchPick
        label={say('outlet.zone')}
        value={props.draft.timezone}
        options={zoneOptions(props.draft.timezone)}
        onChange={timezone => props.onChange({ timezone })}
      />
      <Show when={props.fields.bad('timezone')}>{text => <span class="hint-bad">{text()}</span>}</Show>
    </div>
  )
}

function Fields(props: FieldsProps): JSX.Element {
  const say = usePremisesWords()
  const isOfSiteFile = () => props.of?.of_site_file === true
  return (
    <>
      <Show when={!isOfSiteFile()} fallback={<p class="note">{say('outlet.siteFileHint')}</p>}>
        {props.fields.text({
          ...{ name: 'name', label: say('outlet.name'), value: props.draft.name, maxlength: 200, required: true },
          onInput: name => props.onChange({ name }),
        })}
      </Show>
      <WhereAndWho {...props} />
      <Show when={!isOfSiteFile()}>
        <Zone {...props} />
      </Show>
      <Show
        when={props.of}
        fallback={props.fields.text({
          ...{ name: 'id', label: say('outlet.id'), value: props.draft.id, maxlength: 64 },
          onInput: id => props.onChange({ id }),
        })}
      >
        <div class="field">
          <span class="field-label">{say('outlet.state')}</span>
          <Segments
            label={say('outlet.state')}
            value={props.draft.isActive ? 'open' : 'closed'}
            onChange={choice => props.onChange({ isActive: choice === 'open' })}
            options={[
              { value: 'open', label: say('outlet.open') },
              { value: 'closed', label: say('outlet.closed') },
            ]}
          />
        </div>
      </Show>
    </>
  )
}

/** Without an outlet it adds one. */
export function OutletForm(props: { outlet: OutletView | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const site = useSite()
  const done = useDone()
  const [draft, setDraft] = createSignal(outletDraft(props.outlet, site.timeZone()))
  const change = () => (props.outlet === undefined ? undefined : outletChange(draft(), props.outlet))
  const run = async () => {
    const { outlet } = props
    if (outlet === undefined) await premisesApi.addOutlet(newOutlet(draft()))
    else await premisesApi.changeOutlet(outlet.id, change() ?? {})
    await done(say(outlet === undefined ? 'outlet.added' : 'outlet.changed'), draft().name.trim())
  }
  return (
    <FormDialog
      onClose={props.onClose}
      title={say(props.outlet === undefined ? 'outlets.add' : 'outlet.editTitle')}
      text={props.outlet === undefined ? say('outlet.addText') : props.outlet.name}
      confirm={props.outlet === undefined ? say('outlets.add') : i18n.t('action.save')}
      ready={draft().name.trim() !== '' && (props.outlet === undefined || change() !== undefined)}
      run={run}
    >
      {fields => (
        <Fields draft={draft()} of={props.outlet} fields={fields} onChange={part => setDraft(before => ({ ...before, ...part }))} />
      )}
    </FormDialog>
  )
}
