import { expect, test } from 'vitest'
import { createProgressLine } from './progress-line'

function drawn(isTTY: boolean, columns = 80) {
  let text = ''
  return {
    line: createProgressLine({ isTTY, columns, write: part => (text += part) }),
    text: () => text
  }
}

test('a log gets a line per tenth and per step without a share, none of them twice', () => {
  const { line, text } = drawn(false)
  line.show(null, '')
  line.show(null, 'Loading TensorFlow once')
  line.show(null, 'Loading TensorFlow once')
  for (const share of [0.41, 0.45, 0.5]) line.show(share, 'Downloading')
  line.end()
  expect(text()).toBe('Loading TensorFlow once\n40 %  Downloading\n50 %  Downloading\n')
})

test('a terminal gets one bar that never wraps, and what follows a line of its own', () => {
  const { line, text } = drawn(true, 40)
  line.show(0.5, 'a detail that is longer than the line')
  line.end()
  line.end()
  expect(text()).toBe(`\r\x1b[K${'█'.repeat(12)}${'░'.repeat(12)}  50 %  a detai\n`)
})
