/** A camera on the bench: a picture into a file, and how many it gives in a second. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { systemClock, type TypedWords } from '@palang/kit'
import type { CameraPort } from '../devices/camera/port.ts'

const pictureMs = 10_000
const watchMs = 5_000

export function cameraWords(camera: CameraPort): TypedWords {
  return {
    picture: {
      usage: '[<file>]',
      async run([file = 'picture.jpg']) {
        const shot = await camera.capture(pictureMs)
        if (!shot.ok) return `refused: ${shot.message}`
        writeFileSync(file, shot.jpeg)
        return `${shot.jpeg.byteLength} bytes in ${path.resolve(file)}`
      },
    },
    watch: {
      usage: '',
      run: () =>
        new Promise(resolve => {
          let frames = 0
          const end = camera.watch(() => (frames += 1))
          systemClock.after(watchMs, () => {
            end()
            resolve(`${frames} pictures in ${watchMs / 1000} s`)
          })
        }),
    },
  }
}
