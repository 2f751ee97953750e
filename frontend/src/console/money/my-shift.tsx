/** The till of whoever is signed in: nothing open, or open and to be counted. */
import type { ShiftView } from '@palang/protocol'
import Wallet from 'lucide-solid/icons/wallet'
import { createSignal, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { useOwnShift } from './own-shift.ts'
import { CloseShift, OpenShift } from './shift-dialogs.tsx'

function Running(props: { shift: ShiftView; onCount: () => void }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const minutes = () => (live.now() - Date.parse(props.shift.opened_at)) / 60_000
  const fact = (word: string, value: string) => (
    <div>
      <dt class="text-[13px] text-muted">{word}</dt>
      <dd class="mt-0.5 text-[17px] font-[600]">{value}</dd>
    </div>
  )
  return (
    <div class="flex flex-wrap items-center justify-between gap-x-10 gap-y-5">
      <div class="grid gap-3">
        <StateWord tone="flow" icon={Wallet} word={i18n.t('till.since', { time: i18n.format().moment(props.shift.opened_at) })} />
        <dl class="flex flex-wrap gap-x-10 gap-y-3">
          {fact(i18n.t('till.running'), i18n.format().minutes(minutes()))}
          {fact(i18n.t('shift.float'), i18n.format().money(props.shift.opening_float, props.shift.currency))}
        </dl>
      </div>
      <div class="grid gap-2 max-sm:w-full">
        <button type="button" class="btn btn-primary btn-xl px-8" onClick={() => props.onCount()}>
          {i18n.t('till.count')}
        </button>
        <p class="max-w-[34ch] text-[12.5px] text-faint">{i18n.t('till.blind')}</p>
      </div>
    </div>
  )
}

/** The panel with its dialogs. */
export function MyShift(): JSX.Element {
  const i18n = useI18n()
  const own = useOwnShift()
  const [opening, setOpening] = createSignal(false)
  const [counting, setCounting] = createSignal<ShiftView>()
  return (
    <Panel title={i18n.t('till.mine')}>
      <Loaded query={own.query} skeleton={<SkeletonRows rows={3} />} compact>
        {shift => (
          <Show
            when={shift()}
            fallback={
              <Empty icon={Wallet} title={i18n.t('till.none')} hint={i18n.t('till.noneHint')} compact>
                <button type="button" class="btn btn-primary btn-lg px-6" onClick={() => setOpening(true)}>
                  {i18n.t('till.open')}
                </button>
              </Empty>
            }
          >
            {open => <Running shift={open()} onCount={() => setCounting(open())} />}
          </Show>
        )}
      </Loaded>
      <OpenShift open={opening()} onClose={() => setOpening(false)} />
      <CloseShift shift={counting()} onClose={() => setCounting(undefined)} />
    </Panel>
  )
}
