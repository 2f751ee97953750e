const id = {
  replay: 'Putar ulang',
  end: 'Tutup putar ulang',
  play: 'Putar',
  pause: 'Jeda',
  where: 'Letak di urutan kejadian',
  step: '{{ at }} dari {{ count }}',
  exported: 'Ekspor satu berkas',
  photoGone: 'Foto yang sudah tidak ada: {{ count }}.',
  cut: 'Kejadian yang lebih lama terlalu banyak dan tidak ikut.',
  noFrames: 'Data serial mentah tidak ada atau tidak lengkap; alasannya tertulis di berkas ekspor.',
  framesInFile: 'Data serial mentah mesin ada di berkas ekspor.',
}

const en: Record<keyof typeof id, string> = {
  replay: 'Replay',
  end: 'End the replay',
  play: 'Play',
  pause: 'Pause',
  where: 'Place in what happened',
  step: '{{ at }} of {{ count }}',
  exported: 'Export as one file',
  photoGone: 'Photos that are no longer there: {{ count }}.',
  cut: 'Older entries were too many and are left out.',
  noFrames: 'Raw serial frames are missing or not complete; the exported file says why.',
  framesInFile: 'The raw serial frames of the machines are in the exported file.',
}

export const replayWords = { id, en }
