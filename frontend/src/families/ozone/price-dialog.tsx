/** Setting a price of a treatment: where, how much, and from when on. */
import type { Treatment } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { createFormats } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { momentOfWall, wallOf } from '../../site/wall-moment.ts'
import { Checks } from '../../ui/checks.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Pick } from '../../ui/pick.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { treatments } from './treatment-acts.ts'
import { useOzoneWords } from './words/ozone-words.ts'

/** Every outlet without prices of its own; no outlet is called so. */
const everywhere = '*'
const dayMs = 86_400_000

/** Every outlet. */
export function useOutlets() {
  return useQuery(() => ({ queryKey: ['outlets'], queryFn: api.outlets, staleTime: 300_000 }))
}

/** The price as it was written: whole, without a sign. */
function priceIn(text: string): number | undefined {
  const plain = text.trim().replaceAll('.', '')
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined
}

/** Where this person may set a price; that for all concerns whoever sees all. */
function useOutletChoices() {
  const say = useOzoneWords()
  const account = useAccount()
  const outlets = useOutlets()
  return () => [
    ...(account.seesAll() ? [{ value: everywhere, label: say('prices.all') }] : []),
    ...(dataOf(outlets)?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []),
  ]
}

/** From when on a price holds: now, or a moment on the wall of the outlet, tomorrow's midnight at first. */
function createSince(zone: () => string) {
  const i18n = useI18n()
  const live = useLive()
  const [when, setWhen] = createSignal<'now' | 'later'>('now')
  const format = () => createFormats(i18n.locale(), zone())
  const [wall, setWall] = createSignal(wallOf(format(), format().dayStart(live.now() + dayMs)))
  const atMs = () => momentOfWall(format(), wall())
  const isBad = () => when() === 'later' && !(atMs() > live.now() + live.state.clockOffsetMs)
  const text = () => (when() === 'now' || isBad() ? undefined : new Date(atMs()).toISOString())
  return { when, setWhen, wall, setWall, isBad, text }
}

function SinceFields(props: { since: ReturnType<typeof createSince>; zone: string }): JSX.Element {
  const say = useOzoneWords()
  return (
    <div class="grid gap-2.5">
      <Segments
        label={say('prices.since')}
        value={props.since.when()}
        options={[
          { value: 'now', label: say('prices.fromNow') },
          { value: 'later', label: say('prices.fromLater') },
        ]}
        onChange={props.since.setWhen}
      />
      <Show when={props.since.when() === 'later'}>
        <TextField
          id="treatment-price-since"
          type="datetime-local"
          label={say('prices.since')}
          value={props.since.wall()}
          maxlength={16}
          invalid={props.since.isBad()}
          hint={props.since.isBad() ? say('prices.badSince') : say('prices.sinceHint', { zone: props.zone })}
          onInput={props.since.setWall}
        />
      </Show>
    </div>
  )
}

/** Whole, and 0 only when it is meant. */
function createPrice() {
  const [text, setText] = createSignal('')
  const [free, setFree] = createSignal<'free'[]>([])
  const amount = () => priceIn(text())
  const isFree = () => amount() === 0 && free().length > 0
  const isReady = () => amount() !== undefined && (amount() !== 0 || isFree())
  return { text, setText, free, setFree, amount, isFree, isReady, isBad: () => text().trim() !== '' && amount() === undefined }
}

function PriceFields(props: { price: ReturnType<typeof createPrice> }): JSX.Element {
  const say = useOzoneWords()
  return (
    <>
      <TextField
        id="treatment-price"
        label={say('prices.price')}
        value={props.price.text()}
        onInput={props.price.setText}
        maxlength={12}
        inputmode="numeric"
        invalid={props.price.isBad()}
        hint={props.price.isBad() ? say('prices.bad') : undefined}
      />
      <Show when={props.price.amount() === 0}>
        <Checks
          quiet
          label={say('prices.free')}
          options={[{ value: 'free', label: say('prices.isFree') }]}
          value={props.price.free()}
          onChange={props.price.setFree}
        />
      </Show>
    </>
  )
}

export function PriceDialog(props: { onClose: () => void }): JSX.Element {
  const say = useOzoneWords()
  const client = useQueryClient()
  const site = useSite()
  const outlets = useOutlets()
  const [outlet, setOutlet] = createSignal<string>()
  const [kind, setKind] = createSignal<Treatment>('BASIC')
  const [reason, setReason] = createSignal('')
  const price = createPrice()
  const zone = () => dataOf(outlets)?.items.find(({ id }) => id === outlet())?.timezone ?? site.timeZone()
  const since = createSince(zone)
  const options = useOutletChoices()
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('prices.set')}
      text={say('prices.setText')}
      confirm={say('prices.set')}
      ready={outlet() !== undefined && price.isReady() && !since.isBad()}
      run={async () => {
        const [why, from] = [reason().trim(), since.text()]
        await ozoneApi.setPrice({
          outlet_id: outlet() === everywhere ? null : outlet(),
          treatment: kind(),
          price: price.amount() ?? 0,
          ...(from === undefined ? {} : { since: from }),
          ...(price.isFree() ? { free: true } : {}),
          ...(why === '' ? {} : { reason: why }),
        })
        await client.invalidateQueries({ queryKey: ['ozone', 'prices'] })
      }}
    >
      <Pick label={say('charts.outlet')} value={outlet()} options={options()} placeholder={say('charts.outlet')} onChange={setOutlet} />
      <Segments
        label={say('events.what')}
        value={kind()}
        options={treatments.map(value => ({ value, label: say(value) }))}
        onChange={setKind}
      />
      <PriceFields price={price} />
      <SinceFields since={since} zone={zone()} />
      <TextField id="treatment-price-reason" label={say('assign.reason')} value={reason()} onInput={setReason} maxlength={200} />
    </Confirm>
  )
}
