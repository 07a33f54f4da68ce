import type { Region } from '@shared/contract/annotations'
import { VitrineError } from '@shared/contract/errors'
import { argument, numberOption, textOption, UsageError, type Arguments, type Command } from '../command'

function readRegion(args: Arguments): Region {
  const box = textOption(args, 'box')
  if (box === undefined) {
    if (args.options.whole === true) return { kind: 'whole' }
    throw new UsageError('say where: --box x,y,w,h or --whole')
  }
  const numbers = box.split(',').map(Number)
  const [x, y, w, h] = numbers
  if (numbers.length !== 4 || numbers.some(Number.isNaN))
    throw new UsageError(`--box takes x,y,w,h in pixels, not “${box}”`)
  return { kind: 'rect', x: x ?? 0, y: y ?? 0, w: w ?? 0, h: h ?? 0 }
}

export const annotate: Command = {
  name: 'annotate',
  usage: 'PROJECT --image ID (--box x,y,w,h | --whole) --label CLASS',
  summary: 'adds one labelled box, or a label for the whole image',
  options: {
    image: { type: 'string' },
    box: { type: 'string' },
    whole: { type: 'boolean' },
    label: { type: 'string' }
  },
  positionals: [1, 1],
  async run(args, { open, print }) {
    const imageId = numberOption(args, 'image')
    const label = textOption(args, 'label')
    if (imageId === undefined || label === undefined) throw new UsageError('--image and --label are needed')
    const region = readRegion(args)
    const client = await open(argument(args, 0))
    const classes = await client.classes.list()
    const found = classes.find(({ name }) => name === label)
    if (!found) {
      throw new VitrineError(
        'NOT_FOUND',
        `There is no class “${label}”. Classes: ${classes.map(({ name }) => name).join(', ')}.`
      )
    }
    const annotation = await client.annotations.create({ imageId, region, classId: found.id })
    const revision = (await client.projects.current())?.revision ?? 0
    print({ annotation: annotation.id, revision }, `${annotation.id} labelled ${label}, revision ${revision}`)
  }
}
