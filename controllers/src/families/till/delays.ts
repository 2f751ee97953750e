/** How long a machine that sells waits for its customer, the hub and its devices, whatever it sells. */
export const sellingDelays = {
  /** A board whose order an earlier run of the program gave is asked again for its end after so long. */
  lookAgainMs: 2_000,
  /** A call for help stays raised unless somebody acts earlier. */
  helpMs: 300_000,
  /** A customer who chose has so long to pay, from each coin and try anew. */
  payingMs: 120_000,
  /** How long it stays on the screen what became of a sale: as long as the kiosk's longest countdown. The next customer ends it sooner. */
  thanksMs: 30_000,
  /** How long the hub may think about a payment by QRIS or a prepaid card. */
  requestMs: 1_500,
  /** Between two questions how a payment by QRIS stands. */
  qrisLookMs: 1_000,
  /** A code is over, and the hub still does not say whether it was paid; then the customer may pay in another way. */
  qrisAfterExpiryMs: 60_000,
  /** Between two questions what became of a charge to a card. */
  cardAgainMs: 2_000,
  /** A charge of which the terminal does not say what became of it: a person is called. */
  cardUnknownMs: 60_000,
  /** Before the hub is asked again whether a prepaid card has paid. */
  prepaidAgainMs: 1_000,
  /** What may still bring money for a sale that has ended is waited for so long; then it is settled without. */
  letGoMs: 60_000,
} as const satisfies Record<string, number>
