/**
 * The words of the pages about who comes and what does not fit together. Apart from the dictionaries, which the first page
 * loads: these come with the pages. Indonesian names the keys, English does not compile without all of them.
 */
import { resolveTemplate } from '@solid-primitives/i18n'
import { useI18n } from '../../i18n/i18n.tsx'

const id = {
  'conflicts.title': 'Catatan bertentangan',
  'conflicts.lead':
    'Muncul saat gerbang yang sempat terputus mengirim catatannya, atau saat kartu lewat dua kali searah. Tidak ada yang berubah sebelum Anda menyetujui.',
  'conflicts.open': 'Belum diputus',
  'conflicts.accepted': 'Disetujui',
  'conflicts.declined': 'Ditolak',
  'conflicts.withdrawn': 'Tidak berlaku lagi',
  'conflicts.none': 'Semua catatan cocok',
  'conflicts.noneHint': 'Tidak ada catatan gerbang yang bertentangan.',
  'conflicts.noneOther': 'Belum ada',
  'conflicts.kind.entered_twice': '{{ subject }} masuk dua kali',
  'conflicts.kind.left_alone': '{{ subject }} dikeluarkan gerbang saat terputus',
  'conflicts.kind.left_without_entry': '{{ subject }} keluar tanpa tercatat masuk',
  'conflicts.kind.left_twice': '{{ subject }} dipakai keluar dua kali',
  'conflicts.kind.card_revoked': '{{ subject }} sudah tidak berlaku, tetapi masuk',
  'conflicts.propose.close_stay': 'Usul: tutup sesi yang lama sebagai selesai paksa pukul {{ time }}, tanpa tagihan.',
  'conflicts.propose.left': 'Usul: tutup sesi ini sebagai selesai paksa pukul {{ time }}, tanpa tagihan.',
  'conflicts.propose.keep_all': 'Usul: biarkan semua sesi dan uang seperti adanya; cukup diketahui.',
  'conflicts.older': 'Sesi lama',
  'conflicts.newer': 'Sesi baru',
  'conflicts.stay': 'Sesi',
  'conflicts.accept': 'Setujui usul',
  'conflicts.note': 'Diketahui',
  'conflicts.decline': 'Tolak',
  'conflicts.declineTitle': 'Biarkan seperti adanya?',
  'conflicts.declineText': 'Kedua sesi dan uangnya tetap. Alasan Anda disimpan di jejak audit.',
  'conflicts.reason': 'Alasan',
  'conflicts.doneAccepted': 'Usul dijalankan',
  'conflicts.doneDeclined': 'Dibiarkan seperti adanya',
  'conflicts.doneWithdrawn': 'Usul tidak berlaku lagi; tidak ada yang diubah',
  'conflicts.by': '{{ what }} oleh {{ who }}, {{ time }}',
  'passback.title': 'Anti-passback',
  'passback.soft': 'Longgar: tetap dilewatkan, dengan alarm.',
  'passback.hard': 'Ketat: kartu yang masih di dalam ditolak masuk, yang tidak di dalam ditolak keluar.',
  'passback.timed': 'Berwaktu: ditolak dalam {{ minutes }} menit, setelah itu dilewatkan dengan alarm.',
  'passback.reset': 'Atur ulang kartu',
  'passback.resetAll': 'Atur ulang semua',
  'passback.resetTitle': 'Lupakan posisi kartu?',
  'passback.resetAllTitle': 'Lupakan posisi semua kartu?',
  'passback.resetText': 'Lewat berikutnya tidak dipermasalahkan, masuk maupun keluar. Sesi yang ada tetap.',
  'passback.card': 'Nomor kartu',
  'passback.done': 'Posisi kartu dilupakan',
  'passback.all': 'Semua kartu',
  'passback.last': 'Terakhir diatur ulang',
  'passback.never': 'Belum pernah diatur ulang.',
}

type Word = keyof typeof id

const en: Record<Word, string> = {
  'conflicts.title': 'Contradicting records',
  'conflicts.lead':
    'Found when a gate that was cut off sends its records, or when a card passes twice the same way. Nothing changes before you accept.',
  'conflicts.open': 'Undecided',
  'conflicts.accepted': 'Accepted',
  'conflicts.declined': 'Declined',
  'conflicts.withdrawn': 'Applies no more',
  'conflicts.none': 'All records fit together',
  'conflicts.noneHint': 'No gate told anything that contradicts another.',
  'conflicts.noneOther': 'None yet',
  'conflicts.kind.entered_twice': '{{ subject }} entered twice',
  'conflicts.kind.left_alone': '{{ subject }} was let out by a gate that was cut off',
  'conflicts.kind.left_without_entry': '{{ subject }} left without an entry on record',
  'conflicts.kind.left_twice': '{{ subject }} was used to leave twice',
  'conflicts.kind.card_revoked': '{{ subject }} was no longer valid, but came in',
  'conflicts.propose.close_stay': 'Proposed: close the older stay as forced at {{ time }}, nothing charged.',
  'conflicts.propose.left': 'Proposed: close this stay as forced at {{ time }}, nothing charged.',
  'conflicts.propose.keep_all': 'Proposed: leave all stays and money as they are; it is enough to know.',
  'conflicts.older': 'Older stay',
  'conflicts.newer': 'Newer stay',
  'conflicts.stay': 'Stay',
  'conflicts.accept': 'Accept',
  'conflicts.note': 'Noted',
  'conflicts.decline': 'Decline',
  'conflicts.declineTitle': 'Leave it as it is?',
  'conflicts.declineText': 'Both stays and their money remain. Your reason is kept in the audit trail.',
  'conflicts.reason': 'Reason',
  'conflicts.doneAccepted': 'Done as proposed',
  'conflicts.doneDeclined': 'Left as it is',
  'conflicts.doneWithdrawn': 'The proposal applies no more; nothing was changed',
  'conflicts.by': '{{ what }} by {{ who }}, {{ time }}',
  'passback.title': 'Anti-passback',
  'passback.soft': 'Soft: let through all the same, with an alarm.',
  'passback.hard': 'Hard: a card that is inside may not enter, one that is not may not leave.',
  'passback.timed': 'Timed: refused within {{ minutes }} minutes, let through with an alarm later.',
  'passback.reset': 'Reset a card',
  'passback.resetAll': 'Reset all',
  'passback.resetTitle': 'Forget where this card is?',
  'passback.resetAllTitle': 'Forget where all cards are?',
  'passback.resetText': 'The next passage is not held against it, in or out. Stays remain as they are.',
  'passback.card': 'Card number',
  'passback.done': 'Forgotten where the card is',
  'passback.all': 'All cards',
  'passback.last': 'Last resets',
  'passback.never': 'Never reset so far.',
}

/** The words of these pages in the person's language. */
export function useWords(): (key: Word, values?: Record<string, string | number>) => string {
  const i18n = useI18n()
  return (key, values) => resolveTemplate((i18n.locale() === 'id' ? id : en)[key], values)
}
