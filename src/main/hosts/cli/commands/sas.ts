import * as v from 'valibot'
import { sasReportSchema, type SasInput, type SasReport } from '@shared/contract/sas'
import { argument, textOption, UsageError, type Arguments, type Command } from '../command'
import { findSource } from '../find-by-name'
import { followJob } from '../jobs'

export const sas: Command = {
  name: 'sas',
  usage:
    'PROJECT pull|push URL [--dry-run] [--manifest SOURCE]… [--canvas ID]… [--prefer mine|theirs] [--mine ID]… [--theirs ID]…',
  summary:
    'exchanges annotations with a Simple Annotation Server, of all canvases or those named; what both sides changed stays unless --prefer (for all) or --mine and --theirs (for one) say whose counts',
  options: {
    'dry-run': { type: 'boolean' },
    manifest: { type: 'string', multiple: true },
    canvas: { type: 'string', multiple: true },
    prefer: { type: 'string' },
    mine: { type: 'string', multiple: true },
    theirs: { type: 'string', multiple: true }
  },
  positionals: [3, 3],
  async run(args, context) {
    const direction = argument(args, 1)
    if (direction !== 'pull' && direction !== 'push') throw new UsageError(`say pull or push, not “${direction}”`)
    const prefer = textOption(args, 'prefer')
    if (prefer !== undefined && prefer !== 'mine' && prefer !== 'theirs') {
      throw new UsageError(`--prefer is mine or theirs, not “${prefer}”`)
    }
    const client = await context.open(argument(args, 0))
    const dryRun = args.options['dry-run'] === true
    const sources = await Promise.all(all(args, 'manifest').map(async name => (await findSource(client, name)).id))
    const canvases = all(args, 'canvas')
    const { jobId } = await client.sas.start({
      ...{ server: argument(args, 2), direction, dryRun, choices: choicesOf(args) },
      ...(prefer && { prefer }),
      ...(sources.length > 0 && { filter: { sources } }),
      ...(canvases.length > 0 && { canvases })
    })
    const report = v.parse(sasReportSchema, (await followJob(client, jobId, context)).result)
    context.print(report, toText(report))
  }
}

const all = ({ options }: Arguments, name: string): string[] => [options[name] ?? []].flat().map(String)

function choicesOf(args: Arguments): SasInput['choices'] {
  const sides = (['mine', 'theirs'] as const).flatMap(side => all(args, side).map(id => [id, side] as const))
  return Object.fromEntries(sides)
}

function toText({ counts, changes, skipped, dryRun, direction }: SasReport): string {
  const done = changes.filter(({ applied }) => applied).length
  const open = changes.filter(({ state, applied }) => !applied && (state === 'conflict' || state === 'gone'))
  return [
    `${counts.add} to add, ${counts.change} to change, ${counts.same} the same, ${counts.conflict} in conflict, ${counts.gone} gone there`,
    `${done} ${dryRun ? 'would be' : 'were'} ${direction === 'pull' ? 'pulled' : 'pushed'}`,
    ...open.map(({ id, state, mine, theirs }) => `${state} ${id}\n  mine    ${mine}\n  theirs  ${theirs}`),
    ...skipped.map(({ pointer, message }) => `skipped ${pointer}: ${message}`)
  ].join('\n')
}
