/** A signature drawn with a finger. Whoever cannot draw leaves it empty: a name and a photo are proof enough. */
import { createSignal, onMount, Show } from 'solid-js'
import { jpegOf } from './kiosk-picture.ts'
import { useCheckpointWords } from './kiosk-words/words.ts'

const penPx = 4

export function SignatureField(props: { onSigned(signature: Blob | undefined): void }) {
  const words = useCheckpointWords()
  const [isEmpty, setEmpty] = createSignal(true)
  let canvas: HTMLCanvasElement | undefined
  const pen = () => canvas?.getContext('2d') ?? undefined

  const clear = () => {
    if (canvas === undefined) return
    canvas.width = canvas.clientWidth
    canvas.height = canvas.clientHeight
    const ink = pen()
    if (ink === undefined) return
    // A JPEG has no transparency: without a ground it would be black on black.
    ink.fillStyle = 'white'
    ink.fillRect(0, 0, canvas.width, canvas.height)
    Object.assign(ink, { lineWidth: penPx, lineCap: 'round', lineJoin: 'round', strokeStyle: 'black' })
    setEmpty(true)
    props.onSigned(undefined)
  }
  const begin = (event: PointerEvent) => {
    canvas?.setPointerCapture(event.pointerId)
    setEmpty(false)
    pen()?.beginPath()
    pen()?.moveTo(event.offsetX, event.offsetY)
  }
  const draw = (event: PointerEvent) => {
    if (canvas?.hasPointerCapture(event.pointerId) !== true) return
    pen()?.lineTo(event.offsetX, event.offsetY)
    pen()?.stroke()
  }
  const end = () => {
    if (canvas !== undefined) void jpegOf(canvas).then(made => (isEmpty() ? undefined : props.onSigned(made)))
  }
  onMount(clear)
  return (
    <div class="checkpoint-signature">
      <canvas
        ref={node => (canvas = node)}
        aria-label={words().receipt.signature}
        onPointerDown={begin}
        onPointerMove={draw}
        onPointerUp={end}
      />
      <Show when={isEmpty()} fallback={<ClearButton onClear={clear} />}>
        <span class="checkpoint-signature-hint">{words().receipt.signature}</span>
      </Show>
    </div>
  )
}

function ClearButton(props: { onClear(): void }) {
  const words = useCheckpointWords()
  return (
    <button type="button" class="dock-button" onClick={() => props.onClear()}>
      {words().receipt.clear}
    </button>
  )
}
