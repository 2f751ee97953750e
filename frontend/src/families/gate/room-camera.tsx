/** One picture of the control room: moving while it is watched, standing with its age while it is not, and said to be stalled when it is. */
import CameraOff from 'lucide-solid/icons/camera-off'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { type CameraState, createCameraFeed } from './camera-feed.ts'
import { useOperatorWords } from './operator-words/operator-words.ts'

/** Enough to see what moves, little enough for many at once. */
const picturesPerSecond = 2

/** A watched camera without a new picture for so long stands still. */
const stalledMs = 8_000

export function RoomCamera(props: { gate: MachineRow; hasCamera: boolean; watched: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const live = useLive()
  const [canvas, setCanvas] = createSignal<HTMLCanvasElement>()
  const [frameAtMs, setFrameAtMs] = createSignal<number>()
  const [state, setState] = createSignal<CameraState>('waiting')
  const ageMs = () => {
    const at = frameAtMs()
    return at === undefined ? undefined : Math.max(0, live.now() - at)
  }
  const isStalled = () => props.watched && (state() === 'down' || (ageMs() ?? 0) > stalledMs)
  const word = () => {
    const age = ageMs()
    if (!props.hasCamera) return say('room.noCamera')
    if (age === undefined) return state() === 'down' ? i18n.t('gate.cameraDown') : say('room.waiting')
    if (isStalled()) return say('room.stalled', { age: i18n.format().age(age) })
    return props.watched ? say('room.live') : say('room.turn', { age: i18n.format().age(age) })
  }
  return (
    <div class="room-camera">
      <canvas
        ref={setCanvas}
        role="img"
        aria-label={i18n.t('gate.cameraAlt', { gate: props.gate.name })}
        hidden={frameAtMs() === undefined}
        data-old={isStalled() ? '' : undefined}
      />
      <Show when={frameAtMs() === undefined}>
        <span class="room-blank">
          <CameraOff size={26} aria-hidden="true" />
        </span>
      </Show>
      <Show when={props.hasCamera && props.watched}>
        <Feed gateId={props.gate.id} canvas={canvas} onFrame={setFrameAtMs} onState={setState} />
      </Show>
      <span class="room-word" data-stalled={isStalled() ? '' : undefined}>
        {word()}
      </span>
    </div>
  )
}

/** The stream, as long as it is wanted; what it drew last stays. */
function Feed(props: {
  gateId: string
  canvas: () => HTMLCanvasElement | undefined
  onFrame: (atMs: number) => void
  onState: (state: CameraState) => void
}): JSX.Element {
  const feed = createCameraFeed(props.gateId, () => props.canvas(), picturesPerSecond)
  createEffect(() => {
    const at = feed.frameAtMs()
    if (at !== undefined) props.onFrame(at)
  })
  createEffect(() => props.onState(feed.state()))
  return <></>
}
