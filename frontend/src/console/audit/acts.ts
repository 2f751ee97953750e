import type { I18n } from '../../i18n/i18n.tsx'

/** Acts the hub writes into its trail, to choose from; others are shown as they come. */
export const knownActs = [
  'acknowledge_alarm',
  'add_second_factor',
  'add_tariff',
  'add_token',
  'add_user',
  'camera_capture',
  'change_card',
  'change_machine',
  'change_password',
  'change_setting',
  'change_user',
  'change_vehicle',
  'create_card',
  'create_vehicle',
  'dead_letter_applied',
  'dead_letter_discarded',
  'delete_card',
  'delete_vehicle',
  'end_sign_in',
  'enroll',
  'enroll_failed',
  'export_audit',
  'force_exit',
  'gate_control',
  'help_reply',
  'gate.hold',
  'gate.release_hold',
  'lane_hold',
  'make_activation_code',
  'remove_second_factor',
  'remove_user',
  'renew_token',
  'renew_token_failed',
  'reprint',
  'reset_password',
  'revoke_token',
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'sign_out_everywhere',
  'sign_out_user',
  'start_tariff',
] as const

/** An act in words. */
export function actWord(i18n: Pick<I18n, 'tMaybe'>, action: string): string {
  return i18n.tMaybe(`act.${action}`, action.replaceAll(/[_.]/g, ' '))
}
