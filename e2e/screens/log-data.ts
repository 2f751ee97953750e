/** Lines of the log as a busy day writes them. */
import type { LogLine } from '@palang/protocol'
import { id } from './made-up.ts'

export function logsOf(nowMs: number): LogLine[] {
  const lines: [LogLine['level'], string, string, Record<string, unknown>][] = [
    ['info', 'gate_in', 'vehicle passed loop 2', { session_id: id('9a40', 1), after_ms: 3900 }],
    ['info', 'central_hub', 'stay opened', { session_id: id('9a40', 1), card_id: 'CARD_001', gate: 'gate_in' }],
    ['debug', 'gate_in', 'board answered', { frame: '$41,OK,gate=open,loop1=1*3C', took_ms: 6 }],
    [
      'warn',
      'gate_out',
      'printer reports no paper; the number is shown on the screen',
      { device: 'printer', port: 'COM9', status: 'no_paper' },
    ],
    ['info', 'central_hub', 'screen connected', { channel: 'admin', source: '192.168.1.20' }],
    [
      'error',
      'gate_north',
      'barrier did not reach its position in time',
      { action: 'open', waited_ms: 6000, gate: 'opening', frame: '$77,ERR,BUSY*1F' },
    ],
    ['info', 'gate_out', 'payment completed', { amount: 8000, method: 'cash', change: 2000 }],
    ['info', 'central_hub', 'command proven', { command_id: id('c0c0', 1), evidence: 'limit_switch', after_ms: 420 }],
  ]
  return Array.from({ length: 120 }, (_, index) => {
    const [level, source, message, fields] = lines[index % lines.length] ?? (['info', 'central_hub', '…', {}] as const)
    return { at: new Date(nowMs - index * 1_730).toISOString(), level, source, message, fields }
  })
}
