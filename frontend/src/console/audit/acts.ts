import { useI18n } from '../../i18n/i18n.tsx'

/** Acts the hub writes into its trail, to choose from; others are shown as they come. */
export const knownActs = [
  'acknowledge_alarm',
  'add_tariff',
  'camera_capture',
  'change_card',
  'change_machine',
  'change_password',
  'change_setting',
  'change_vehicle',
  'create_card',
  'create_vehicle',
  'dead_letter_applied',
  'dead_letter_discarded',
  'delete_card',
  'delete_vehicle',
  'force_exit',
  'gate_control',
  'sign_in',
  'sign_in_failed',
  'sign_out',
] as const

/** An act in words. */
export function useActName(): (action: string) => string {
  const i18n = useI18n()
  return action => i18n.tMaybe(`act.${action}`, action.replaceAll(/[_.]/g, ' '))
}
