import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import { findPreset, presets } from '@shared/domain/models/presets/presets'
import { isLiveRun } from '@shared/domain/training/live-run'
import type { ProjectSession } from '../session'
import type { StartWeights } from './plan'
import { bestCheckpoint, type StoredRun } from './run-store'

export interface StartWeightsDeps {
  readonly resourcesDir: string
  /** Errors: NOT_FOUND. */
  readonly find: (runId: string) => StoredRun
}

/** What a run starts from, or null for new weights. Errors: NOT_FOUND, CONFLICT when a run has no weights yet. */
export async function resolveStartWeights(
  session: ProjectSession,
  startFrom: Run['startFrom'],
  modelName: string | null,
  { resourcesDir, find }: StartWeightsDeps
): Promise<StartWeights | null> {
  switch (startFrom.kind) {
    case 'new': {
      // Some presets are nothing without the weights that ship for them.
      const shipped = modelName === null ? null : (findPreset(modelName)?.pretrained ?? null)
      return shipped === null ? null : await shippedWeights(session, resourcesDir, shipped)
    }
    case 'pretrained':
      return await shippedWeights(session, resourcesDir, startFrom.name)
    case 'continue':
    case 'transfer':
      return await weightsOfRun(session, find(startFrom.runId))
  }
}

async function shippedWeights(session: ProjectSession, resourcesDir: string, name: string): Promise<StartWeights> {
  const file = join(resourcesDir, 'pretrained', `${name}.safetensors`)
  // Weights are named after their model, or after what the preset that starts from them is made of.
  const preset = findPreset(name) ?? presets.find(({ pretrained }) => pretrained === name)
  if (!preset || !existsSync(file)) {
    const message = `No weights called “${name}” ship with this Vitrine. Train “${name}” first, then start from that run.`
    throw new VitrineError('NOT_FOUND', message)
  }
  const { hash } = await session.objects.put({ file })
  return { model: preset.model, weights: hash, title: `${name}, shipped with Vitrine` }
}

async function weightsOfRun(session: ProjectSession, base: StoredRun): Promise<StartWeights> {
  return {
    // Stored after parsing, with every default filled in.
    model: base.file.model as Model,
    weights: base.weights ?? (await bestWeights(session, base)),
    title: `run ${base.number}, epoch ${base.best?.epoch ?? '?'}`
  }
}

/** The object that holds the best weights of a run that failed or was interrupted. */
async function bestWeights(session: ProjectSession, base: StoredRun): Promise<string> {
  if (isLiveRun(base)) {
    throw new VitrineError(
      'CONFLICT',
      `Run ${base.number} has no finished weights yet. Let it end, or stop it and keep the best.`
    )
  }
  const file = bestCheckpoint(session, base.id)
  if (base.best === null || !existsSync(file)) {
    throw new VitrineError(
      'CONFLICT',
      `Run ${base.number} ended before it had weights to keep. Resume it, or start from another run.`
    )
  }
  return (await session.objects.put({ file })).hash
}
