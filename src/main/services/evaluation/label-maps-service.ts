import { VitrineError } from '@shared/contract/errors'
import type { Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import type { LabelMapKind } from '@shared/contract/label-map-kind'
import type { LabelMapDraft, labelMapsContract } from '@shared/contract/label-maps'
import { indexMap, proposeLabelMap } from '@shared/domain/metrics/label-map'
import { populationKey } from '@shared/domain/populations/population-key'
import type { ClassesService } from '../classes-service'
import type { HistoryService } from '../history/history-service'
import type { ProjectSession } from '../session'
import type { Workspace } from '../workspace'
import type { Judge } from '../judging/judge'
import { findLabelMap } from '../judging/label-maps'

export interface LabelMapsDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly classes: Pick<ClassesService, 'entries'>
  readonly judge: Pick<Judge, 'classesOn'>
  readonly now: () => Date
}

export type LabelMapsService = Handlers<typeof labelMapsContract>

export function createLabelMapsService({ workspace, history, classes, judge, now }: LabelMapsDeps): LabelMapsService {
  async function draft(session: ProjectSession, runId: string, population: Population): Promise<LabelMapDraft> {
    const { modelClasses, name, count, unlabelled, counts } = await judge.classesOn(runId, population)
    const ids = modelClasses.map(({ id }) => id)
    const stored = findLabelMap(session, ids, populationKey(population))
    const found = classes.entries().filter(({ id }) => counts.has(id))
    const foreign = found.filter(({ id }) => !ids.includes(id))
    const modelNames = modelClasses.map(entry => entry.name)
    const names = foreign.map(entry => entry.name)
    const [byName, byIndex] = [proposeLabelMap(names, modelNames), indexMap(names, modelNames)]
    const idAt = (index: number | null | undefined): number | null => ids[index ?? -1] ?? null
    const mapped = new Map(stored?.pairs)
    return {
      model: [...modelClasses],
      population: { name, count, unlabelled },
      rows: found.map(({ id, name: className }) => {
        const at = foreign.findIndex(entry => entry.id === id)
        return {
          ...{ id, name: className, count: counts.get(id) ?? 0, known: at < 0 },
          byName: idAt(byName[at]),
          byIndex: idAt(byIndex[at]),
          stored: mapped.get(id) ?? null
        }
      }),
      kind: stored?.kind ?? null
    }
  }

  function pairsOf(
    kind: LabelMapKind,
    { rows, model }: LabelMapDraft,
    given: readonly { readonly from: number; readonly to: number | null }[]
  ): (readonly [number, number | null])[] {
    const foreign = rows.filter(({ known }) => !known)
    switch (kind) {
      case 'by-name':
        return foreign.map(({ id, byName }) => [id, byName])
      case 'index':
        return foreign.map(({ id, byIndex }) => [id, byIndex])
      case 'by-hand': {
        const stranger = given.find(
          ({ from, to }) =>
            !foreign.some(({ id }) => id === from) || (to !== null && !model.some(({ id }) => id === to))
        )
        if (stranger) {
          const message = 'The map names a class that neither side has, or one that the model knows itself.'
          throw new VitrineError('INVALID_INPUT', message, { ...stranger })
        }
        return foreign.map(({ id }) => [id, given.find(({ from }) => from === id)?.to ?? null])
      }
    }
  }

  return {
    draft: ({ runId, population }) => draft(workspace.session(), runId, population),
    async save({ runId, population, kind, pairs: given }) {
      const session = workspace.writable()
      const before = await draft(session, runId, population)
      const key = { modelClasses: before.model.map(({ id }) => id).join(), population: populationKey(population) }
      const pairs = pairsOf(kind, before, given)
      if (pairs.every(([, to]) => to === null)) {
        throw new VitrineError('INVALID_INPUT', 'The map leads no class to a class of the model: nothing would count.')
      }
      history.run({ title: `Map classes of ${before.population.name}`, audited: false }, edit => {
        const stored = findLabelMap(
          session,
          before.model.map(({ id }) => id),
          key.population
        )
        const row = { ...key, kind, pairs, modifiedAt: now().getTime() }
        if (stored) edit.update('label_map', stored.id, row)
        else edit.insert('label_map', row)
      })
      return await draft(session, runId, population)
    },
    async remove({ runId, population }) {
      const session = workspace.writable()
      const {
        model,
        population: { name }
      } = await draft(session, runId, population)
      const stored = findLabelMap(
        session,
        model.map(({ id }) => id),
        populationKey(population)
      )
      if (stored)
        history.run({ title: `Drop the class map of ${name}`, audited: false }, edit =>
          edit.remove('label_map', stored.id)
        )
      return await draft(session, runId, population)
    }
  }
}
