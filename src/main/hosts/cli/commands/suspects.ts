import type { Client } from '@shared/contract/contract'
import { argument, numberOption, textOption, UsageError, type Command, type CommandContext } from '../command'
import { chooseSource, prepareFeatures } from '../features'

const lists = ['labels', 'duplicates', 'outliers'] as const

async function printLabels(client: Client, sourceId: number | null, context: CommandContext): Promise<void> {
  const found = await client.similarity.suspects({ sourceId })
  const names = new Map((await client.classes.list()).map(({ id, name }) => [id, name]))
  const nameOf = (id: number | null): string => names.get(id ?? 0) ?? '–'
  const items = found.items.map(item => ({
    ...item,
    label: nameOf(item.classId),
    proposed: nameOf(item.proposedClassId)
  }))
  const { total, labelled, reviewed, voters } = found
  const lines = [
    `${total} of ${labelled} labels are contradicted by the ${voters} nearest neighbours (${reviewed} reviewed); share of their votes, label → theirs:`,
    ...items.map(
      ({ givenShare, proposedShare, label, proposed, name }) =>
        `${givenShare.toFixed(3)} → ${proposedShare.toFixed(3)}  ${label} → ${proposed}  ${name}`
    )
  ]
  context.print({ list: 'labels', total, labelled, reviewed, voters, items }, lines.join('\n'))
}

async function printDuplicates(
  client: Client,
  sourceId: number | null,
  distance: number | undefined,
  context: CommandContext
): Promise<void> {
  const asked = distance === undefined ? {} : { distance }
  const { total, leaks, groups } = await client.similarity.duplicates({ sourceId, ...asked })
  const lines = [
    `${total} groups of near-duplicates, ${leaks} of them on both sides of a split:`,
    ...groups.map(group => {
      const leak = group.leaks.map(
        ({ dataset, parts }) => `  leak: ${parts.join(' and ')}${dataset ? ` of ${dataset}` : ''}`
      )
      return `${group.distance.toFixed(4)}  ${group.items.map(({ name }) => name).join(', ')}${leak.join('')}`
    })
  ]
  context.print({ list: 'duplicates', total, leaks, groups }, lines.join('\n'))
}

async function printOutliers(client: Client, sourceId: number | null, context: CommandContext): Promise<void> {
  const { total, median, fence, items } = await client.similarity.outliers({ sourceId })
  const lines = [
    `${total} outliers: farther than ${fence?.toFixed(3) ?? '–'} from their neighbours (median ${median?.toFixed(3) ?? '–'}):`,
    ...items.map(({ distance, name }) => `${distance.toFixed(3)}  ${name}`)
  ]
  context.print({ list: 'outliers', total, median, fence, items }, lines.join('\n'))
}

export const suspects: Command = {
  name: 'suspects',
  usage: 'PROJECT [--list labels|duplicates|outliers] [--on SOURCE] [--distance D]',
  summary: 'lists doubtful labels, near-duplicates (and leaks between the parts of a split) or outliers',
  options: { list: { type: 'string' }, on: { type: 'string' }, distance: { type: 'string' } },
  positionals: [1, 1],
  async run(args, context) {
    const wanted = textOption(args, 'list') ?? 'labels'
    const list = lists.find(name => name === wanted)
    if (!list) throw new UsageError(`--list takes ${lists.join(', ')}, not “${wanted}”`)
    const distance = numberOption(args, 'distance')
    const client = await context.open(argument(args, 0))
    const sourceId = await chooseSource(client, textOption(args, 'on'))
    await prepareFeatures(client, sourceId, context)
    switch (list) {
      case 'labels':
        return await printLabels(client, sourceId, context)
      case 'duplicates':
        return await printDuplicates(client, sourceId, distance, context)
      case 'outliers':
        return await printOutliers(client, sourceId, context)
    }
  }
}
