/** Pictures as a checkpoint takes them: JPEG, small enough for a slow network. */

/** Longest side in pixels; a photo of this size stays well below the 2 MiB a checkpoint takes. */
const longestSide = 1_280
const quality = 0.8

/** The photo as a small JPEG, or undefined when the browser cannot read it. What a camera writes beside the picture is left out. */
export async function photoOf(file: Blob): Promise<Blob | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined)
  if (image === undefined) return undefined
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return jpegOf(canvas)
}

/** What is drawn on `canvas` as a JPEG; undefined when the browser cannot make one. */
export function jpegOf(canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  return new Promise(resolve => canvas.toBlob(made => resolve(made ?? undefined), 'image/jpeg', quality))
}
