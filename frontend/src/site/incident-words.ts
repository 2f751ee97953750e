const id = {
  exported: 'Ekspor satu berkas',
  hour: 'Ekspor satu jam',
  hourOf: 'Ekspor satu jam dari {{ machine }}',
  hourText:
    'Satu berkas dengan semua yang terjadi di mesin ini selama satu jam: kejadian, foto, perintah, uang, orang, dan data serial mentah yang masih disimpan mesin.',
  from: 'Mulai',
  until: 'Sampai {{ to }}.',
  badFrom: 'Pilih waktu yang sudah lewat.',
}

const en: Record<keyof typeof id, string> = {
  exported: 'Export as one file',
  hour: 'Export an hour',
  hourOf: 'Export an hour of {{ machine }}',
  hourText:
    'One file with everything that happened at this machine within an hour: events, photos, commands, money, people, and the raw serial frames the machine still keeps.',
  from: 'From',
  until: 'Until {{ to }}.',
  badFrom: 'Choose a time that has passed.',
}

export const incidentWords = { id, en }
