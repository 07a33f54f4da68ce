import { createPinia, setActivePinia } from 'pinia'
import { nextTick, reactive } from 'vue'
import { beforeEach, expect, test } from 'vitest'
import { useDatasets } from '@/stores/datasets'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import type { Dataset } from '@shared/contract/datasets'
import type { Project } from '@shared/contract/projects'
import { useChosenDataset } from './use-chosen-dataset'

// Only what is looked at.
const dataset = (id: number, name: string) => ({ id, name }) as Dataset
const [old, newer] = [dataset(1, 'old'), dataset(2, 'newer')]

async function openProject(path: string, list: readonly Dataset[]): Promise<void> {
  useProject().project = { path, revision: 1 } as Project
  await show(list)
}
async function show(list: readonly Dataset[]): Promise<void> {
  useDatasets().list = list
  await nextTick()
}
const said = () => useMessages().list.map(({ text }) => text)

beforeEach(() => setActivePinia(createPinia()))

test('the newest is chosen, and one that was chosen stays while there is one', async () => {
  const form = reactive({ datasetId: null as number | null })
  useChosenDataset(form)
  await openProject('/a', [newer, old])
  expect(form.datasetId).toBe(2)
  form.datasetId = 1
  await show([dataset(3, 'newest'), newer, old])
  expect(form.datasetId).toBe(1)
  expect(said()).toEqual([])
})

test('where the chosen one is deleted another is chosen and that is said; an empty list may be on its way', async () => {
  const form = reactive({ datasetId: null as number | null })
  useChosenDataset(form)
  await openProject('/a', [newer, old])
  await show([old])
  expect(form.datasetId).toBe(1)
  expect(said()).toEqual(['The dataset “newer” was deleted: “old” is chosen for the next run.'])
  await show([])
  expect(form.datasetId).toBe(1)
})

test('another project’s datasets are no loss', async () => {
  const form = reactive({ datasetId: null as number | null })
  useChosenDataset(form)
  await openProject('/a', [newer])
  await openProject('/b', [old])
  expect(form.datasetId).toBe(1)
  expect(said()).toEqual([])
})
