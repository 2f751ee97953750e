/** Entering a device before it has ever spoken; with a token for the hub's broker where it needs one. */
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { OnceDialog } from '../../ui/once.tsx'
import { useAccount } from '../../site/account.tsx'
import { Checks } from '../../ui/checks.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { SearchPick } from '../../ui/search-pick.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useOzoneMachines } from './device-parts.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

/** What the hub takes as the name of a device. */
const devicePattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/
const idLength = 128

interface Made {
  id: string
  secret: string
}

/** Those limited to some outlets enter a device at a machine of theirs, without a token. */
export function EnterDeviceDialog(props: { onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const [made, setMade] = createSignal<Made>()
  return (
    <>
      {/* What was made is still to be shown once. */}
      <Enter open={made() === undefined} onMade={setMade} onClose={() => made() === undefined && props.onClose()} />
      <OnceDialog
        secret={made()?.secret}
        onClose={() => props.onClose()}
        title={i18n.t('tokens.secretTitle')}
        text={i18n.t('tokens.secretText', { name: made()?.id ?? '' })}
        where={i18n.t('tokens.where.device')}
      />
    </>
  )
}

function Enter(props: { open: boolean; onMade: (made: Made) => void; onClose: () => void }): JSX.Element {
  const say = useOzoneWords()
  const account = useAccount()
  const client = useQueryClient()
  const machines = useOzoneMachines()
  const [id, setId] = createSignal('')
  const [machine, setMachine] = createSignal<string>()
  const [token, setToken] = createSignal<'token'[]>([])
  const isBad = () => id().trim() !== '' && !devicePattern.test(id().trim())
  const enter = async () => {
    const to = machine()
    const { device_id: entered, token: secret } = await ozoneApi.enter({
      device_id: id().trim(),
      ...(to === undefined ? {} : { machine_id: to }),
      ...(token().length > 0 ? { with_token: true } : {}),
    })
    if (secret !== undefined) props.onMade({ id: entered, secret })
    void client.invalidateQueries({ queryKey: ['ozone'] })
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={say('enter.title')}
      text={say('enter.text')}
      confirm={say('enter.do')}
      ready={id().trim() !== '' && !isBad() && (account.seesAll() || machine() !== undefined)}
      run={enter}
    >
      <TextField
        id="device-id"
        mono
        label={say('enter.id')}
        value={id()}
        onInput={setId}
        maxlength={idLength}
        invalid={isBad()}
        hint={say(isBad() ? 'enter.badId' : 'enter.idHint')}
      />
      <SearchPick
        label={say(account.seesAll() ? 'enter.machine' : 'list.find')}
        value={machine()}
        options={machines().map(row => ({ value: row.id, label: row.name }))}
        onChange={setMachine}
      />
      <Show when={account.seesAll()}>
        <Checks
          quiet
          label={say('enter.token')}
          options={[{ value: 'token', label: say('enter.token'), note: say('enter.tokenHint') }]}
          value={token()}
          onChange={setToken}
        />
      </Show>
    </Confirm>
  )
}
