/** Making a token for a program or a device. */
import type { TokenScope } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { accessApi, type NewToken } from '../../api/access-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Checks } from '../../ui/checks.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Pick } from '../../ui/pick.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { OutletsField, outletsChosen } from './outlets-field.tsx'

export type TokenKind = 'api' | 'device'

/** What was made, with the secret that is never shown again. */
export interface MadeToken {
  kind: TokenKind
  name: string
  secret: string
}

const scopes = [
  'read',
  'operate',
  'admin',
  'metrics',
  'validate',
  'machines:announce',
  'scans:send',
] as const satisfies readonly TokenScope[]
const lifetimes = ['30', '90', '365', 'never'] as const
type Lifetime = (typeof lifetimes)[number]
const devicesFor = ['one', 'fleet'] as const
type DeviceFor = (typeof devicesFor)[number]
/** What the hub takes as the name of a device. */
const devicePattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/

interface Draft {
  name: string
  /** A device's token: for all units that have one user name and password in their firmware. */
  fleet: boolean
  scopes: TokenScope[]
  outlets: string[] | null
  lifetime: Lifetime
}

const blank: Record<TokenKind, Draft> = {
  api: { name: '', fleet: false, scopes: ['read'], outlets: null, lifetime: '90' },
  device: { name: '', fleet: false, scopes: [], outlets: null, lifetime: 'never' },
}

function bodyOf(kind: TokenKind, draft: Draft): NewToken {
  const days = draft.lifetime === 'never' ? null : Number(draft.lifetime)
  const name = draft.name.trim()
  if (kind === 'device') return { kind, ...(draft.fleet ? { device_id: null, name } : { device_id: name }), expires_in_days: days }
  return { kind, name, scopes: draft.scopes, outlets: draft.outlets, expires_in_days: days }
}

function isReady(kind: TokenKind, draft: Draft): boolean {
  if (kind === 'device' && !draft.fleet) return devicePattern.test(draft.name.trim())
  if (kind === 'device') return draft.name.trim() !== ''
  return draft.name.trim() !== '' && draft.scopes.length > 0 && outletsChosen(draft.outlets)
}

interface FieldsProps {
  draft: Draft
  onChange: (change: Partial<Draft>) => void
}

function ProgramFields(props: FieldsProps): JSX.Element {
  const i18n = useI18n()
  return (
    <>
      <TextField
        id="token-name"
        label={i18n.t('tokens.name')}
        hint={i18n.t('tokens.nameHint')}
        maxlength={80}
        required
        value={props.draft.name}
        onInput={name => props.onChange({ name })}
      />
      <Checks<TokenScope>
        label={i18n.t('tokens.scopes')}
        options={scopes.map(scope => ({ value: scope, label: i18n.t(`scope.${scope}`), note: i18n.t(`scope.${scope}.hint`) }))}
        value={props.draft.scopes}
        onChange={chosen => props.onChange({ scopes: chosen })}
      />
      <OutletsField value={props.draft.outlets} onChange={outlets => props.onChange({ outlets })} />
    </>
  )
}

function DeviceFields(props: FieldsProps): JSX.Element {
  const i18n = useI18n()
  const fleet = () => props.draft.fleet
  const bad = () => !fleet() && props.draft.name !== '' && !devicePattern.test(props.draft.name.trim())
  return (
    <>
      <Segments<DeviceFor>
        label={i18n.t('tokens.for')}
        value={fleet() ? 'fleet' : 'one'}
        options={devicesFor.map(value => ({ value, label: i18n.t(`tokens.for.${value}`) }))}
        onChange={value => props.onChange({ fleet: value === 'fleet' })}
      />
      <TextField
        id="token-device"
        label={i18n.t(fleet() ? 'tokens.fleetName' : 'tokens.deviceId')}
        hint={i18n.t(fleet() ? 'tokens.fleetHint' : bad() ? 'tokens.deviceBad' : 'tokens.deviceHint')}
        invalid={bad()}
        maxlength={fleet() ? 80 : 128}
        required
        mono={!fleet()}
        value={props.draft.name}
        onInput={name => props.onChange({ name })}
      />
    </>
  )
}

function LifetimeField(props: FieldsProps): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="field">
      <span class="field-label">{i18n.t('tokens.lifetime')}</span>
      <Pick<Lifetime>
        label={i18n.t('tokens.lifetime')}
        value={props.draft.lifetime}
        options={lifetimes.map(value => ({ value, label: i18n.t(`tokens.lifetime.${value}`) }))}
        onChange={lifetime => props.onChange({ lifetime })}
      />
      <Show when={props.draft.lifetime === 'never'}>
        <span class="hint">{i18n.t('tokens.neverHint')}</span>
      </Show>
    </div>
  )
}

/** The form; `onMade` gets the secret. */
export function NewTokenDialog(props: {
  kind: TokenKind | undefined
  onClose: () => void
  onMade: (made: MadeToken) => void
}): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [drafts, setDrafts] = createSignal(blank)
  const kind = () => props.kind ?? 'api'
  const draft = () => drafts()[kind()]
  const change = (part: Partial<Draft>) => setDrafts(before => ({ ...before, [kind()]: { ...before[kind()], ...part } }))
  const run = async () => {
    const made = await accessApi.addToken(bodyOf(kind(), draft()))
    props.onMade({ kind: kind(), name: made.token.name, secret: made.secret })
    setDrafts(blank)
    void client.invalidateQueries({ queryKey: ['tokens'] })
  }
  return (
    <Confirm
      open={props.kind !== undefined}
      onClose={() => props.onClose()}
      title={i18n.t(`tokens.new.${kind()}`)}
      text={i18n.t(`tokens.newText.${kind()}`)}
      confirm={i18n.t('tokens.make')}
      ready={isReady(kind(), draft())}
      run={run}
    >
      <Show when={kind() === 'api'} fallback={<DeviceFields draft={draft()} onChange={change} />}>
        <ProgramFields draft={draft()} onChange={change} />
      </Show>
      <LifetimeField draft={draft()} onChange={change} />
    </Confirm>
  )
}
