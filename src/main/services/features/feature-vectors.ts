import { join } from 'node:path'
import type { UnitVector } from '@shared/domain/similarity/vectors'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { keepNothing, openRecordStore, type RecordStore } from '../../images/record-store'
import type { ProjectSession } from '../session'
import { featureCount } from './backbone'

/** Features of a project's pictures at length 1, in memory and in one file of its cache. 70,000 of them are 360 MB. */
export interface FeatureVectors {
  get(key: bigint): UnitVector | undefined
  /** Reads those that were computed in earlier sessions. */
  load(keys: readonly bigint[]): Promise<void>
  /** Errors: NO_SPACE, NO_PERMISSION. */
  add(key: bigint, vector: UnitVector): Promise<void>
  /** Why a picture has none: those are not tried again before the project is opened anew. */
  readonly failures: Map<bigint, string>
}

export interface FeatureStore {
  /** `identity` tells everything that features depend on but the picture: recipe, network, weights. */
  of(session: ProjectSession, identity: string): Promise<FeatureVectors>
  /** Lets go of the cache's file. */
  close(session: ProjectSession): Promise<void>
}

export function createFeatureStore(): FeatureStore {
  const opened = new WeakMap<ProjectSession, Promise<{ vectors: FeatureVectors; records: RecordStore }>>()

  async function open(session: ProjectSession, identity: string) {
    // The cache of a project that can't be written, or is another program's for now, is not touched.
    const records =
      session.readOnly === null ? await openRecordStore(join(session.path, 'cache'), 'features') : keepNothing
    return { records, vectors: createVectors(records, identity) }
  }

  return {
    of: async (session, identity) => (await keptOnce(opened, session, () => open(session, identity))).vectors,
    async close(session) {
      // A cache that could not be opened holds up no end.
      const state = await opened.get(session)?.catch(() => null)
      opened.delete(session)
      await state?.records.close()
    }
  }
}

function createVectors(records: RecordStore, identity: string): FeatureVectors {
  const vectors = new Map<bigint, UnitVector>()
  const nameOf = (key: bigint): string => `${identity} ${key}`
  return {
    failures: new Map(),
    get: key => vectors.get(key),
    async load(keys) {
      const wanted = new Map(keys.filter(key => !vectors.has(key)).map(key => [nameOf(key), key]))
      await records.read([...wanted.keys()], (name, bytes) => {
        const key = wanted.get(name)
        if (key === undefined || bytes.length !== featureCount * 4) return
        vectors.set(key, new Float32Array(Uint8Array.from(bytes).buffer))
      })
    },
    async add(key, vector) {
      vectors.set(key, vector)
      await records.append(nameOf(key), new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
    }
  }
}
