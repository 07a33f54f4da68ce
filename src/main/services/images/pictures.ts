import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { createGate } from '../../images/gate'
import { createImageRenderer, type ImageRenderer } from '../../images/iiif-render'
import { createSamplePacks, type SamplePacks } from '../../images/sample-pack'
import { createThumbnails, type Thumbnails } from '../../images/thumbnails'
import { createTilePacks } from '../../images/tile-pack'
import type { ProjectSession } from '../session'

/** What makes pictures of one project; what it derives lies in the project's cache. */
export interface ProjectPictures {
  readonly thumbnails: Thumbnails
  readonly samplePacks: SamplePacks
  readonly renderer: ImageRenderer
}

export interface Pictures {
  of(session: ProjectSession): Promise<ProjectPictures>
  /** Before the project closes or its cache is deleted. */
  close(session: ProjectSession): Promise<void>
}

/** Pictures that are computed side by side: each may hold a decoded image, and the window needs a core, too. */
const sideBySide = Math.max(1, Math.min(4, availableParallelism() - 1))

export function createPictures(): Pictures {
  const opened = new Map<ProjectSession, Promise<ProjectPictures & { close(): Promise<void> }>>()
  return {
    of: session => keptOnce(opened, session, () => openPictures(session)),
    async close(session) {
      // A cache that could not be opened holds up no end.
      const pictures = await opened.get(session)?.catch(() => null)
      opened.delete(session)
      await pictures?.close()
    }
  }
}

async function openPictures(session: ProjectSession): Promise<ProjectPictures & { close(): Promise<void> }> {
  // The cache of a project that can't be written, or is another program's for now, is not touched.
  const isOurs = session.readOnly === null
  const cache = isOurs ? join(session.path, 'cache') : await mkdtemp(join(tmpdir(), 'vitrine-cache-'))
  const gate = createGate(sideBySide)
  const samplePacks = createSamplePacks({ folder: join(cache, 'samples') })
  const packs = createTilePacks({ folder: join(cache, 'tiles'), gate: createGate(1) })
  const thumbnails = await createThumbnails({ folder: join(cache, 'thumbnails'), samplePacks, gate })
  return {
    thumbnails,
    samplePacks,
    renderer: createImageRenderer({ packs, gate }),
    async close() {
      await thumbnails.close()
      await samplePacks.close()
      await packs.close()
      if (!isOurs) await rm(cache, { recursive: true, force: true })
    }
  }
}
