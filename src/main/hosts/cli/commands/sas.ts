import * as v from 'valibot'
import { sasReportSchema } from '@shared/contract/sas'
import { argument, textOption, UsageError, type Command } from '../command'
import { followJob } from '../jobs'

export const sas: Command = {
  name: 'sas',
  usage: 'PROJECT pull|push URL [--dry-run] [--prefer mine|theirs]',
  summary:
    'exchanges annotations with a Simple Annotation Server; what both sides changed stays unless --prefer says whose counts',
  options: { 'dry-run': { type: 'boolean' }, prefer: { type: 'string' } },
  positionals: [3, 3],
  async run(args, context) {
    const direction = argument(args, 1)
    if (direction !== 'pull' && direction !== 'push') throw new UsageError(`say pull or push, not “${direction}”`)
    const prefer = textOption(args, 'prefer')
    if (prefer !== undefined && prefer !== 'mine' && prefer !== 'theirs') {
      throw new UsageError(`--prefer is mine or theirs, not “${prefer}”`)
    }
    const client = await context.open(argument(args, 0))
    const server = argument(args, 2)
    const dryRun = args.options['dry-run'] === true
    const { jobId } = await client.sas.start({ server, direction, dryRun, ...(prefer && { prefer }) })
    const report = v.parse(sasReportSchema, (await followJob(client, jobId, context)).result)
    const { counts, changes, skipped } = report
    const verb = dryRun ? 'would be' : 'were'
    context.print(
      report,
      [
        `${counts.add} ${verb} added, ${counts.change} changed, ${counts.same} are the same, ${counts.conflict} in conflict`,
        ...changes
          .filter(({ state }) => state === 'conflict')
          .map(({ id, mine, theirs }) => `conflict ${id}\n  mine    ${mine}\n  theirs  ${theirs}`),
        ...skipped.map(({ pointer, message }) => `skipped ${pointer}: ${message}`)
      ].join('\n')
    )
  }
}
