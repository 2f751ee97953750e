/** The words of the public page. */
import type { QualityReason, QualityVerdict } from '@palang/protocol'
import type { Language } from '../alerts/alarm-words.ts'

interface Words {
  title: string
  verdict: Record<QualityVerdict, string>
  today: string
  lastMeasured: string
  neverMeasured: string
  tds: string
  tdsNote: string
  ph: string
  phNote: string
  temperature: string
  safe: string
  curve: string
  noCurve: string
  selling: string
  notSelling: string
  reasons: Record<QualityReason, string>
  about: string
  /** Only of a machine that locks its own sale. */
  notSold: string
  /** Of an address that leads to no machine. */
  noMachine: string
  noMachineText: string
  /** The numbers are its last ones. */
  away: string
  other: string
}

export const qualityWords = {
  id: {
    title: 'Mutu air',
    verdict: { good: 'Baik', bad: 'Belum layak', unknown: 'Belum diketahui' },
    today: 'hari ini',
    lastMeasured: 'Terakhir diukur',
    neverMeasured: 'Belum ada pengukuran',
    tds: 'Zat terlarut (TDS)',
    tdsNote: 'mg/l, makin kecil makin murni',
    ph: 'Keasaman (pH)',
    phNote: '7 berarti netral',
    temperature: 'Suhu',
    safe: 'aman',
    curve: 'Rata-rata per jam hari ini',
    noCurve: 'Grafik muncul setelah ada pengukuran hari ini.',
    selling: 'Mesin siap melayani',
    notSelling: 'Mesin sedang tidak menjual air',
    reasons: {
      tds_high: 'Zat terlarut terlalu tinggi',
      tds_low: 'Zat terlarut terlalu rendah',
      ph_high: 'pH terlalu tinggi',
      ph_low: 'pH terlalu rendah',
      temperature_high: 'Air terlalu panas',
      sensor_away: 'Sensor tidak menjawab',
      sensor_impossible: 'Sensor memberi angka yang mustahil',
      sensor_frozen: 'Angka sensor tidak berubah',
      sensor_jump: 'Angka sensor melompat',
      calibration_overdue: 'Sensor perlu dikalibrasi ulang',
      no_reading_yet: 'Belum ada pengukuran',
    },
    about: 'Diukur oleh sensor di dalam mesin ini.',
    notSold: 'Air yang tidak layak tidak dijual.',
    noMachine: 'Mesin ini tidak ada',
    noMachineText: 'Pindai lagi kode pada mesin, atau periksa alamatnya.',
    away: 'Mesin sedang tidak terhubung. Ini pengukuran terakhirnya.',
    other: 'English',
  },
  en: {
    title: 'Water quality',
    verdict: { good: 'Good', bad: 'Not good now', unknown: 'Not known' },
    today: 'today',
    lastMeasured: 'Last measured',
    neverMeasured: 'Nothing was measured yet',
    tds: 'Dissolved solids (TDS)',
    tdsNote: 'mg/l, less is purer',
    ph: 'Acidity (pH)',
    phNote: '7 is neutral',
    temperature: 'Temperature',
    safe: 'safe',
    curve: 'Hourly means of today',
    noCurve: 'The curve appears once something was measured today.',
    selling: 'The machine serves',
    notSelling: 'The machine sells no water now',
    reasons: {
      tds_high: 'Too many dissolved solids',
      tds_low: 'Too few dissolved solids',
      ph_high: 'pH too high',
      ph_low: 'pH too low',
      temperature_high: 'The water is too warm',
      sensor_away: 'The sensor does not answer',
      sensor_impossible: 'The sensor says what cannot be',
      sensor_frozen: 'The sensor says the same all the time',
      sensor_jump: 'The sensor jumps',
      calibration_overdue: 'The sensor is to be calibrated anew',
      no_reading_yet: 'Nothing was measured yet',
    },
    about: 'Measured by the sensor inside this machine.',
    notSold: 'Water that is not good is not sold.',
    noMachine: 'There is no such machine',
    noMachineText: 'Scan the code on the machine again, or check the address.',
    away: 'The machine is not connected now. This is what it measured last.',
    other: 'Bahasa Indonesia',
  },
} as const satisfies Record<Language, Words>

/** English where it is asked for before Indonesian, else Indonesian. `wanted`: of the link on the page; it wins. */
export function languageFor(wanted: string | undefined, accepted: string | undefined): Language {
  if (wanted === 'id' || wanted === 'en') return wanted
  const first = (accepted ?? '').toLowerCase().match(/\b(id|in|en)\b(?![^,]*;q=0(?:[,.]0*)?(?:,|$))/)?.[1]
  return first === 'en' ? 'en' : 'id'
}
