/** Alarms as people call them, for messages that leave the hub; the same words as on the console. */
import type { AlarmRecord } from '../store/records.ts'

export type Language = 'id' | 'en'

const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  barrier_fault: { en: 'The barrier did not reach its position', id: 'Palang tidak mencapai posisinya' },
  barrier_blocked: { en: 'The barrier is blocked', id: 'Palang terhalang' },
  water_quality_bad: { en: 'The water is not good', id: 'Mutu air tidak baik' },
  readings_stopped: { en: 'No readings of the water any more', id: 'Bacaan air berhenti' },
  maintenance_due: { en: 'The machine is due for maintenance', id: 'Mesin perlu dirawat' },
  device_silent: { en: 'The treatment device is not heard', id: 'Alat perawatan tidak terdengar' },
  device_clock_wrong: { en: 'The clock of the treatment device is wrong', id: 'Jam alat perawatan salah' },
  device_counts_missing: { en: 'Treatments were counted that never arrived', id: 'Ada perawatan terhitung yang tidak pernah tiba' },
  device_waiting: { en: 'A device waits for its machine', id: 'Alat perawatan menunggu mesinnya' },
  no_flow: { en: 'The pump runs, too little water comes', id: 'Pompa jalan, air terlalu sedikit' },
  treatment_end_unknown: { en: 'The end of a treatment was never told', id: 'Akhir sebuah perawatan tidak pernah dilaporkan' },
  treatment_over_run: { en: 'A treatment runs longer than was ordered', id: 'Perawatan berjalan lebih lama dari yang diminta' },
  water_over_run: { en: 'More water runs than was ordered', id: 'Air keluar lebih dari yang diminta' },
  water_leak: { en: 'Water leaks in the machine', id: 'Air bocor di dalam mesin' },
  sensor_fault: { en: 'The water sensor cannot be believed', id: 'Sensor air tidak dapat dipercaya' },
  calibration_overdue: { en: 'Sensor or flow meter: calibration overdue', id: 'Sensor atau meter air: kalibrasi terlambat' },
  interlock_gave_up: {
    en: 'The water stays bad after flushing; somebody has to come',
    id: 'Air tetap buruk setelah dibilas; perlu didatangi',
  },
  tank_low: { en: 'The water tank is almost empty', id: 'Tangki air hampir kosong' },
  filter_due: { en: 'The water filter is to be changed', id: 'Filter air perlu diganti' },
  uv_due: { en: 'The ultraviolet lamp is to be changed', id: 'Lampu UV perlu diganti' },
  door_open: { en: 'The door of the machine is open', id: 'Pintu mesin terbuka' },
  emergency_stop: { en: 'The emergency stop is pressed', id: 'Tombol darurat ditekan' },
  tampered: { en: 'Somebody tampers with the machine', id: 'Mesin diutak-atik orang' },
  machine_offline: { en: 'Machine not heard from', id: 'Mesin tidak terdengar' },
  paper_out: { en: 'Receipt paper is out', id: 'Kertas struk habis' },
  printer_paper_out: { en: 'Receipt paper is out', id: 'Kertas struk habis' },
  audit_broken: { en: 'The audit trail was changed from outside', id: 'Jejak audit diubah dari luar' },
  disk_low: { en: 'The disk of the machine is almost full', id: 'Disk mesin hampir penuh' },
  photos_no_room: { en: 'No more pictures are kept: no room on the disk', id: 'Foto baru tidak disimpan: disk tidak cukup' },
  journal_unwritable: { en: 'The disk of the machine takes no records', id: 'Disk mesin tidak menerima catatan' },
  device_unavailable: { en: 'A device does not answer', id: 'Perangkat tidak menjawab' },
  board_disconnected: { en: 'The board does not answer', id: 'Papan kontrol tidak menjawab' },
  reader_disconnected: { en: 'The card reader does not answer', id: 'Pembaca kartu tidak menjawab' },
  camera_disconnected: { en: 'The camera does not answer', id: 'Kamera tidak menjawab' },
  cash_disconnected: { en: 'The bill acceptor does not answer', id: 'Penerima uang tidak menjawab' },
  coins_disconnected: { en: 'The coin acceptor does not answer', id: 'Penerima koin tidak menjawab' },
  printer_disconnected: { en: 'The printer does not answer', id: 'Pencetak tidak menjawab' },
  plate_reader_disconnected: { en: 'The plate reader does not answer', id: 'Pembaca plat tidak menjawab' },
  sign_disconnected: { en: 'The sign does not answer', id: 'Papan tanda tidak menjawab' },
  terminal_disconnected: { en: 'The card terminal does not answer', id: 'Terminal kartu tidak menjawab' },
  passage_without_permission: { en: 'Vehicle passed without permission', id: 'Kendaraan lewat tanpa izin' },
  gate_held_open: { en: 'The gate is held open', id: 'Gerbang ditahan terbuka' },
  tailgating: { en: 'A vehicle followed another through', id: 'Kendaraan membuntuti kendaraan lain' },
  loop_unsteady: {
    en: 'Loop 2 is unsteady: passages are not counted by it',
    id: 'Loop 2 tidak stabil: lalu lintas tidak terhitung olehnya',
  },
  help_unanswered: { en: 'Nobody answers a customer who asks for help', id: 'Panggilan bantuan belum dijawab' },
  journal_gap: { en: "The machine's records have a gap", id: 'Catatan mesin berlubang' },
  fact_rejected: { en: "A machine's record was refused", id: 'Catatan mesin ditolak' },
  call_attendant: { en: 'A customer asks for help', id: 'Pelanggan meminta bantuan' },
  help_requested: { en: 'A customer asks for help', id: 'Pelanggan meminta bantuan' },
  barrier_stuck: { en: 'The barrier is stuck', id: 'Palang macet' },
  barrier_forced: { en: 'The barrier was forced', id: 'Palang dipaksa' },
  printer_failed: {
    en: 'A ticket or receipt did not print; see the gate’s page',
    id: 'Tiket atau struk tidak tercetak; lihat halaman gerbang',
  },
  ticket_lost: { en: 'A driver has lost the ticket', id: 'Pengemudi kehilangan tiket' },
  membership_expiring: { en: 'A membership ends soon', id: 'Masa langganan segera habis' },
  record_conflict: { en: 'Records of a gate contradict the hub', id: 'Catatan gerbang bertentangan dengan hub' },
  plate_mismatch: { en: 'Another plate goes out than came in', id: 'Plat keluar berbeda dengan plat masuk' },
  passback: { en: 'A card passed twice the same way', id: 'Satu kartu lewat dua kali searah' },
  journal_lost: { en: 'The machine’s journal was lost', id: 'Jurnal mesin hilang atau rusak' },
  note_unproven: { en: 'A note may be in the box unbooked', id: 'Uang mungkin masuk tanpa tercatat' },
  card_unclaimed: { en: 'A card paid, and nobody was let out for it', id: 'Kartu terdebet, tetapi tidak ada yang keluar' },
  card_charge_unknown: { en: 'The terminal does not say whether a card was charged', id: 'Belum pasti apakah kartu sudah terdebet' },
  change_not_given: { en: 'Change was not given', id: 'Kembalian tidak keluar' },
  cash_unclaimed: { en: 'Money was left in the machine', id: 'Uang tertinggal di mesin' },
  credit_left: { en: 'Credit was left at the machine', id: 'Sisa saldo tertinggal di mesin' },
  sale_disputed: { en: 'The money of a sale does not add up', id: 'Uang satu penjualan tidak cocok' },
  sale_unended: { en: 'A paid sale has not come to an end', id: 'Penjualan sudah dibayar tetapi belum selesai' },
  online_payment_disputed: { en: 'A QRIS payment is to be given back', id: 'Pembayaran QRIS perlu dikembalikan' },
  qris_unavailable: { en: 'QRIS cannot be had at the moment', id: 'QRIS sedang tidak bisa dipakai' },
  alert_undelivered: { en: 'Alerts do not reach the people they are for', id: 'Pemberitahuan tidak sampai ke penerimanya' },
}

/** The alarm by its name, or in the machine's own words for a code nobody named. */
export function alarmName({ code, message }: Pick<AlarmRecord, 'code' | 'message'>, language: Language): string {
  return names[code]?.[language] ?? message
}

/** Every code that has a name. */
export function namedAlarms(): string[] {
  return Object.keys(names)
}
