import Camera from 'lucide-solid/icons/camera'
import CameraOff from 'lucide-solid/icons/camera-off'
import LoaderCircle from 'lucide-solid/icons/loader-circle'
import { createSignal, type JSX, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { problemText } from '../../api/problem.ts'
import { useAccount } from '../../site/account.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { toast } from '../../ui/toast.tsx'
import { createCameraFeed } from './camera-feed.ts'
import './gate.css'

function CaptureButton(props: { gateId: string; onTaken: () => void }): JSX.Element {
  const i18n = useI18n()
  const [busy, setBusy] = createSignal(false)
  const take = async () => {
    setBusy(true)
    try {
      await api.capture(props.gateId)
      toast({ tone: 'flow', title: i18n.t('gate.captured'), closeLabel: i18n.t('toast.close') })
      props.onTaken()
    } catch (error) {
      toast({ tone: 'stop', title: problemText(i18n, error), closeLabel: i18n.t('toast.close') })
    } finally {
      setBusy(false)
    }
  }
  return (
    <button type="button" class="btn btn-quiet btn-sm ml-auto" disabled={busy()} onClick={() => void take()}>
      <Show when={busy()} fallback={<Camera size={16} aria-hidden="true" />}>
        <LoaderCircle size={16} class="animate-spin" aria-hidden="true" />
      </Show>
      {i18n.t('gate.capture')}
    </button>
  )
}

/** The camera's moving picture with its age; the last picture stays, marked as such, when the stream is down. */
export function CameraView(props: { gateId: string; gateName: string; stillUrl?: string | undefined; onTaken: () => void }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const account = useAccount()
  let canvas: HTMLCanvasElement | undefined
  const feed = createCameraFeed(props.gateId, () => canvas)
  const age = () => {
    const at = feed.frameAtMs()
    return at === undefined ? '' : i18n.format().age(live.now() - at)
  }
  const rate = () =>
    feed.framesPerSecond() > 0 ? ` · ${i18n.t('gate.cameraRate', { count: i18n.format().number(Math.round(feed.framesPerSecond())) })}` : ''
  const word = () => {
    if (feed.frameAtMs() === undefined) return i18n.t(feed.state() === 'down' ? 'gate.cameraDown' : 'gate.cameraConnecting')
    return feed.state() === 'live' ? i18n.t('gate.cameraLive') + rate() : i18n.t('gate.cameraStill', { age: age() })
  }
  return (
    <section class="panel overflow-hidden" aria-label={i18n.t('gate.camera')}>
      <div class="camera" style={{ 'aspect-ratio': feed.ratio() }}>
        <canvas
          ref={el => (canvas = el)}
          role="img"
          aria-label={i18n.t('gate.cameraAlt', { gate: props.gateName })}
          hidden={feed.frameAtMs() === undefined}
          data-old={feed.state() === 'live' ? undefined : ''}
        />
        <Show when={feed.frameAtMs() === undefined}>
          <Show
            when={props.stillUrl}
            fallback={
              <div class="camera-empty">
                <Show when={feed.state() === 'down'} fallback={<LoaderCircle size={26} class="animate-spin" aria-hidden="true" />}>
                  <CameraOff size={28} aria-hidden="true" />
                </Show>
              </div>
            }
          >
            {url => <img src={url()} alt={i18n.t('gate.cameraAlt', { gate: props.gateName })} data-old="" />}
          </Show>
        </Show>
      </div>
      <div class="flex min-h-[50px] items-center gap-2.5 py-1.5 pr-2 pl-[18px]">
        <span class="camera-dot" data-live={feed.state() === 'live' ? '' : undefined} aria-hidden="true" />
        <span class="text-[13px] text-muted">{word()}</span>
        <Show when={account.mayOperate()}>
          <CaptureButton gateId={props.gateId} onTaken={() => props.onTaken()} />
        </Show>
      </div>
    </section>
  )
}
