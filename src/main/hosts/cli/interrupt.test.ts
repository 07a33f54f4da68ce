import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { onInterrupt } from './interrupt'

test('an interrupt that comes twice at once is one wish, a later one ends the program', () => {
  vi.useFakeTimers()
  try {
    const signals = new EventEmitter()
    const [listener, exit] = [vi.fn(), vi.fn()]
    const release = onInterrupt(listener, ['SIGINT', 'SIGTERM'], { signals, exit })
    // The terminal's own, and the one that the launcher passed on.
    signals.emit('SIGINT')
    vi.advanceTimersByTime(20)
    signals.emit('SIGINT')
    expect(listener).toHaveBeenCalledTimes(1)
    expect(exit).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2000)
    signals.emit('SIGTERM')
    expect(exit).toHaveBeenCalledWith(130)
    release()
    expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
