import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Handlers } from '@shared/contract/handlers'
import type { projectsContract } from '@shared/contract/projects'
import { explaining } from '../../files/file-system'
import type { HistoryService } from '../history/history-service'
import type { JobsService } from '../jobs/jobs-service'
import type { ProjectSession } from '../session'
import type { Workspace } from '../workspace'
import { referencedSources } from './referenced-files'
import { relinkSource } from './relink'
import type { MissingTracker } from './track-missing'
import { removeUnusedObjects } from './unused-objects'
import { measureUsage } from './usage'
import { verifyProject } from './verify'

/** Keeping an open project's folder sound and small. */
export type Upkeep = Pick<
  Handlers<typeof projectsContract>,
  'verify' | 'referenced' | 'relink' | 'usage' | 'cleanCache'
>

export interface UpkeepDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly jobs: JobsService
  readonly missing: Pick<MissingTracker, 'lookAgain'>
  /** Lets go of the files in the project's cache. */
  readonly release: (session: ProjectSession) => Promise<void>
  readonly now: () => Date
}

export function createUpkeep({ workspace, history, jobs, missing, release, now }: UpkeepDeps): Upkeep {
  return {
    verify() {
      const session = workspace.session()
      const spec = { kind: 'verify', title: 'Check the project', lane: 'verify', changesNothing: true } as const
      const { id } = jobs.start(spec, async job => {
        const report = await verifyProject(session, job)
        await missing.lookAgain(session)
        return report
      })
      return { jobId: id }
    },
    referenced: () => referencedSources(workspace.session()),
    relink({ sourceId, folder }) {
      const session = workspace.writable()
      const { id } = jobs.start({ kind: 'relink', title: `Locate ${folder}`, lane: 'import' }, job =>
        relinkSource({ sourceId, folder: resolve(folder) }, session, history, job)
      )
      return { jobId: id }
    },
    usage: () => measureUsage(workspace.session()),
    async cleanCache() {
      // A full disk is what cleaning is for; what else can't be written may be in another program's hands.
      const isFull = workspace.session().readOnly?.reason === 'no-space'
      const session = isFull ? workspace.session() : workspace.writable()
      await release(session)
      const cache = join(session.path, 'cache')
      await explaining(cache, () => rm(cache, { recursive: true, force: true }))
      await explaining(cache, () => mkdir(cache))
      // What is under way may have objects that no row names yet.
      if (session.readOnly === null && !jobs.hasLive()) await removeUnusedObjects(session, now())
      return await measureUsage(session)
    }
  }
}
