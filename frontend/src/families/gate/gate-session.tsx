/** What a stay adds to the page of a session: its end by hand, and its time line, price and photos. */
import type { SessionDetail } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import DoorOpen from 'lucide-solid/icons/door-open'
import { createSignal, type JSX } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm, Modal } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { sessionName } from '../../words/stay-words.ts'
import { ReasonFields } from '../../site/reason-fields.tsx'
import { GiveValidation } from './give-validation.tsx'
import { createReason } from '../../site/reason-choice.ts'
import { PricePanel } from './price-panel.tsx'
import { StayPhotos } from './stay-photos.tsx'
import { StaySummary } from './stay-summary.tsx'
import { SessionReplay } from '../../site/replay/session-replay.tsx'

/** What people may do with an open stay: give it a discount, and end it by hand. */
export function StayActs(props: { session: SessionDetail }): JSX.Element {
  return (
    <>
      <GiveValidation session={props.session} />
      <ForceExit session={props.session} />
    </>
  )
}

function ForceExit(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const [asking, setAsking] = createSignal(false)
  const reason = createReason()
  const run = async () => {
    await api.forceExit(props.session.id, reason.text() ?? '')
    toast({ tone: 'flow', title: i18n.t('session.forceDone'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries()
  }
  return (
    <>
      <button type="button" class="btn btn-stop" onClick={() => setAsking(true)}>
        <DoorOpen size={17} aria-hidden="true" />
        {i18n.t('session.force')}
      </button>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={i18n.t('session.forceTitle')}
        text={i18n.t('session.forceText')}
        confirm={i18n.t('session.force')}
        danger
        ready={reason.text() !== undefined}
        run={run}
      >
        <ReasonFields reason={reason} missing={false} />
      </Confirm>
    </>
  )
}

/** Everything that happened in a stay, and what it cost; `money` stands below the price. */
export function StayDetail(props: { session: SessionDetail; money: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  const [photo, setPhoto] = createSignal<string>()
  return (
    <>
      <div class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.5fr)_minmax(340px,1fr)]">
        <SessionReplay session={props.session} onPhoto={setPhoto} />
        <div class="grid min-w-0 gap-[18px] max-lg:-order-1">
          <StaySummary session={props.session} />
          <PricePanel session={props.session} />
          {props.money}
          <StayPhotos session={props.session} onPhoto={setPhoto} />
        </div>
      </div>
      <Modal open={photo() !== undefined} onClose={() => setPhoto(undefined)} title={i18n.t('col.photo')} wide>
        <img src={photo()} alt={i18n.t('session.photoAlt', { what: sessionName(props.session), time: '' })} class="w-full rounded-[10px]" />
      </Modal>
    </>
  )
}
