import { VitrineError } from '@shared/contract/errors'
import { argument, numberOption, textOption, type Command } from '../command'
import { chooseSource, prepareFeatures } from '../features'

export const similar: Command = {
  name: 'similar',
  usage: 'PROJECT IMAGE [--on SOURCE] [--limit N]',
  summary: 'lists the images and boxes most like an image (id or name), the likest first',
  options: { on: { type: 'string' }, limit: { type: 'string' } },
  positionals: [2, 2],
  async run(args, context) {
    const client = await context.open(argument(args, 0))
    const wanted = argument(args, 1)
    const sourceId = await chooseSource(client, textOption(args, 'on'))
    const limit = numberOption(args, 'limit') ?? 20
    const { ids } = await client.images.query({ filter: { text: wanted } })
    const named = (await client.images.summaries({ ids: ids.slice(0, 2000) })).filter(({ name }) => name === wanted)
    const imageId = named[0]?.id ?? (/^\d+$/.test(wanted) ? Number(wanted) : ids[0])
    if (imageId === undefined) throw new VitrineError('NOT_FOUND', `There is no image “${wanted}” in this project.`)
    await prepareFeatures(client, sourceId, context)
    const of = [{ imageId, annotationId: null }]
    const { coverage, of: asked, items } = await client.similarity.similar({ of, sourceId, limit })
    const lines = [
      `most like ${asked[0]?.name ?? wanted}, of ${coverage.ready} items:`,
      ...items.map(item => `${item.distance.toFixed(3)}  ${item.name}${item.annotationId ? '' : '  (no label)'}`)
    ]
    context.print({ of: asked, items }, lines.join('\n'))
  }
}
