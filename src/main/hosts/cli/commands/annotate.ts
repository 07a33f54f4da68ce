import type { Region } from '@shared/contract/annotations'
import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import { argument, numberOption, textOption, UsageError, type Arguments, type Command } from '../command'

function readRegion(args: Arguments): Region {
  const box = textOption(args, 'box')
  if (box === undefined) {
    if (args.options.whole === true) return { kind: 'whole' }
    throw new UsageError('say where: --box x,y,w,h or --whole')
  }
  const numbers = box.split(',').map(part => (part.trim() === '' ? NaN : Number(part)))
  const [x = 0, y = 0, w = 0, h = 0] = numbers
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || w <= 0 || h <= 0)
    throw new UsageError(`--box takes x,y,w,h in pixels, width and height above 0, not “${box}”`)
  return { kind: 'rect', x, y, w, h }
}

/** A box beside the image would be kept, and nobody would ever see it. */
async function checkPlace(client: Client, imageId: number, region: Region): Promise<void> {
  const { name, width, height } = await client.images.get({ id: imageId })
  if (region.kind !== 'rect') return
  const isInside = region.x >= 0 && region.y >= 0 && region.x + region.w <= width && region.y + region.h <= height
  if (isInside) return
  throw new VitrineError('INVALID_INPUT', `The box leaves ${name}, which is ${width} × ${height} pixels.`, {
    width,
    height
  })
}

async function findClass(client: Client, name: string, make: boolean): Promise<number> {
  const classes = await client.classes.list()
  const found = classes.find(known => known.name === name)
  if (found) return found.id
  if (make) return (await client.classes.create({ name })).id
  const known = classes.length > 0 ? `Classes: ${classes.map(entry => entry.name).join(', ')}.` : 'It has none yet.'
  throw new VitrineError('NOT_FOUND', `The project has no class “${name}”. ${known} --new-class makes it.`)
}

export const annotate: Command = {
  name: 'annotate',
  usage: 'PROJECT --image ID (--box x,y,w,h | --whole) --label CLASS [--new-class]',
  summary:
    'adds one labelled box, or a label for the whole image; --new-class makes the class if there is none of this name',
  options: {
    image: { type: 'string' },
    box: { type: 'string' },
    whole: { type: 'boolean' },
    label: { type: 'string' },
    'new-class': { type: 'boolean' }
  },
  positionals: [1, 1],
  async run(args, { open, print }) {
    const imageId = numberOption(args, 'image')
    const label = textOption(args, 'label')
    if (imageId === undefined || label === undefined) throw new UsageError('--image and --label are needed')
    const region = readRegion(args)
    const client = await open(argument(args, 0))
    await checkPlace(client, imageId, region)
    const classId = await findClass(client, label, args.options['new-class'] === true)
    const annotation = await client.annotations.create({ imageId, region, classId })
    const revision = (await client.projects.current())?.revision ?? 0
    print({ annotation: annotation.id, revision }, `${annotation.id} labelled ${label}, revision ${revision}`)
  }
}
