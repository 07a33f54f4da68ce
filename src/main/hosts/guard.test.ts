import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { guardProcess } from './guard'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function guarded(close: () => Promise<void>) {
  const [program, output] = [new EventEmitter(), new EventEmitter()]
  const seen: string[] = []
  const release = guardProcess({
    log: { error: (message, cause) => void seen.push(`log: ${message}: ${String(cause)}`) },
    tell: sentence => void seen.push(`told: ${sentence}`),
    tellEnd: sentence => void seen.push(`told the end: ${sentence}`),
    close: () => (seen.push('close'), close()),
    exit: code => void seen.push(`exit ${code}`),
    program,
    outputs: [output]
  })
  return { program, output, seen, release }
}

test('a promise that failed unheard is logged and told, and the program goes on', () => {
  const { program, seen } = guarded(() => Promise.resolve())
  program.emit('unhandledRejection', new Error('No such tile.'))
  expect(seen).toEqual([
    'log: A promise failed unheard: Error: No such tile.',
    expect.stringMatching(/^told: .*No such tile\..*What was saved before is safe/)
  ])
})

test('an exception that fell through closes the project, then ends the program, once', async () => {
  const { program, seen } = guarded(() => Promise.resolve())
  program.emit('uncaughtException', new Error('first'))
  program.emit('uncaughtException', new Error('second'))
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.map(line => line.split(':')[0])).toEqual(['log', 'told the end', 'close', 'log', 'exit 1'])
})

test('a project that can’t be closed holds nothing up for long', async () => {
  const { program, seen } = guarded(() => new Promise(() => undefined))
  program.emit('uncaughtException', new Error('stuck'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen).not.toContain('exit 1')
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen).toContain('exit 1')
})

test('a reader that goes away is no fault; a released guard hears nothing', () => {
  const { program, output, seen, release } = guarded(() => Promise.resolve())
  output.emit('error', new Error('EPIPE'))
  release()
  program.emit('unhandledRejection', new Error('late'))
  expect(seen).toEqual([])
  expect(output.listenerCount('error')).toBe(0)
})
