import { expect, test } from 'vitest'
import { markText } from './class-marks'
import { labelCommands } from './label-commands'

test('a digit labels with the class whose mark shows it, also after another one was removed', () => {
  const list = [
    { id: 11, name: 'coat', position: 0 },
    { id: 13, name: 'sandal', position: 2 }
  ]
  const given: number[] = []
  const commands = labelCommands({
    ...{ classes: { list }, id: 'test', scope: 'test', enabled: () => true },
    title: (place, name) => name ?? `${place}`,
    label: id => given.push(id)
  })
  for (const entry of list) commands.find(({ keys }) => keys[0] === markText(entry))?.run()
  expect(given).toEqual([11, 13])
  expect(commands.filter(({ enabled }) => enabled?.()).map(({ keys }) => keys[0])).toEqual(['1', '3'])
  expect(commands.slice(0, 3).map(({ title }) => title)).toEqual(['coat', '2', 'sandal'])
})
