/** What the benches are held to, on two cores. One place, so that the tables and the documents cannot drift apart. */

export interface Target {
  /** `measured` must be at least, or at most, `value`. */
  bound: 'least' | 'most'
  value: number
  unit: string
  /** What is promised, in words. */
  text: string
}

const atLeast = (value: number, unit: string, text: string): Target => ({ bound: 'least', value, unit, text })
const atMost = (value: number, unit: string, text: string): Target => ({ bound: 'most', value, unit, text })

export const targets = {
  intakeSqlite: atLeast(25_000, '/s', 'durable intake on SQLite: 200 machines, 5 screens, acknowledged after the commit'),
  intakeMysql: atLeast(18_000, '/s', 'the same on MariaDB'),
  intakeLatency: atMost(50, 'ms', 'machine → screen at full throttle, p99'),
  steadyLatency: atMost(15, 'ms', 'machine → screen at 5,000 facts a second, p99'),
  steadyCpu: atMost(2.5, '×', 'processor time at 5,000 facts a second, in times of the bare durable relay'),
  commands: atLeast(5_000, '/s', 'tracked commands: click → evidence → click over HTTP'),
  commandLatency: atMost(15, 'ms', 'a tracked command at 500 a second, p99'),
  backlog: atLeast(60_000, '/s', '100,000 facts of 50 machines after an outage'),
  backlogLost: atMost(0, '', 'facts of the backlog that are missing in the database'),
  backlogDouble: atMost(0, '', 'facts of the backlog that are twice in the database'),
  connectionMemory: atMost(40, 'KB', 'hub memory of each of 5,000 connected controllers'),
  reconnect: atMost(10, 's', '5,000 controllers all back after the hub was killed and started'),
  controllerMemory: atMost(90, 'MB', 'resident memory of a controller that is at rest'),
  controllerReady: atMost(1.5, 's', 'start of a controller until it is ready'),
  linePty: atMost(3, 'ms', 'order → answer of a board over a pty, p99'),
  lineSimavr: atMost(12, 'ms', 'order → answer of the firmware in the emulator, p99'),
  idleControllers: atMost(5, '%', 'of the whole machine for eight controllers nobody uses'),
  logScan: atMost(20, 'ms', 'a scan at a gateway, on the disk before it is answered, p99'),
  tariff: atMost(50, 'µs', 'the price of a stay of 30 days under a tariff with bands'),
  entry: atMost(15, 'ms', 'a gate asks whom to let in: 100,000 cards, a million past stays, p99'),
  report: atMost(300, 'ms', 'the report of a month of 100,000 stays over HTTP'),
  waterReading: atMost(30, 'ms', 'a reading committed while 1,000 machines post every 10 s, p99'),
  waterChart: atMost(150, 'ms', 'the chart of a year of one machine meanwhile'),
  waterOverview: atMost(300, 'ms', 'the newest of 1,000 machines with the line of their last day'),
  overviewUsable: atMost(1_000, 'ms', 'the overview of 1,000 water machines can be used in a browser that never saw it'),
  overviewFrame: atMost(50, 'ms', 'between two frames while it scrolls and readings come, p95'),
  waterReport: atMost(300, 'ms', 'the report of a month of 100,000 pours over HTTP, by any heading'),
  waterReportMemory: atMost(5, 'MB', 'more that the hub holds after twenty files of everything ever sold'),
  mqttRate: atLeast(990, '/s', '1,000 events a second of 5,000 devices through the embedded broker, acknowledged after the commit'),
  mqttScreen: atMost(50, 'ms', 'PUBLISH → screen meanwhile, p99'),
  mqttMissing: atMost(0, '', 'events that were acknowledged and did not come to the screen'),
  treatmentYear: atMost(100, 'ms', 'what a year of 10 million treatments adds up to, over HTTP'),
  mealBacklog: atMost(20, 's', '100 gateways of another make with 2,000 scans each, until all are acknowledged'),
  mealBoard: atMost(100, 'ms', 'the flow board of a day of 60 schools over HTTP, p99'),
  history: atMost(30, 'ms', 'a page of one machine’s history among 5 million facts, p95'),
  historyGrowth: atMost(2, '×', 'the same page with ten times the facts of other machines'),
} as const satisfies Record<string, Target>
