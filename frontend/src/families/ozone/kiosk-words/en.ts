import type { OzoneWords } from './words.ts'

/** English: what a treatment machine says to its customer. */
export const en: OzoneWords = {
  choose: 'Choose an ozone treatment',
  chooseHint: 'You pay after choosing.',
  name: { BASIC: 'Basic', STANDARD: 'Standard', PREMIUM: 'Premium' },
  minutes: 'min',
  seconds: 'sec',
  run: {
    title: 'Ozone at work',
    left: 'left',
    of: time => `of ${time}`,
    keepShut: 'Keep the door shut until it is done.',
    stopHint: 'Time left is not charged.',
  },
  thanks: {
    title: { success: 'Treatment done', cancelled: 'Stopped as you asked', failed: 'It ended early' },
    byStaff: 'Stopped by an attendant',
    nothing: 'Purchase cancelled',
    nothingFailed: 'The treatment did not run',
    body: 'Thank you. Please take your things.',
    why: {
      door: 'The door was opened.',
      emergency: 'The emergency stop was pressed.',
      power: 'The machine lost its power.',
      closed: 'An attendant closed the machine.',
      machine: 'The machine has a fault.',
    },
    fair: 'You only pay for the time it ran.',
    credit: 'What is left can be used at this machine.',
    ran: 'It ran for',
    atLeast: time => `at least ${time}`,
    another: 'Buy again',
  },
  cooling: {
    title: 'The machine is resting',
    body: 'The air is cleared first. It opens again by itself.',
  },
  closed: {
    emergency: { title: 'Machine stopped', body: 'The emergency stop was pressed. Keep away, put no money in, wait for an attendant.' },
    door: { title: 'Shut the door', body: 'Put your things in, then shut the door firmly. The machine opens again by itself.' },
    not_stopping: { title: 'Do not open the door', body: 'The machine must be looked at. Keep away and press Help for an attendant.' },
    none: { title: 'Nothing to choose yet', body: 'No treatment is set up at this machine. Press Help for an attendant.' },
    machine: { title: 'Machine out of order', body: 'Put no money in. Press Help to call an attendant.' },
    maintenance: { title: 'Under maintenance', body: 'An attendant is looking after this machine. Please come back shortly.' },
    disabled: { title: 'Machine closed', body: 'This machine is not in use. Please use another machine.' },
  },
}
