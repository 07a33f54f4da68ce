import { expect, test } from 'vitest'
import { startGarmentRun } from '../../testing/garment-run'
import { startTestBackend } from '../../testing/test-backend'

const soon = { timeout: 10_000 }

test('figures and lists that were asked for before follow what another program changes in its project', async () => {
  const holder = await startGarmentRun()
  const { client, runId } = holder
  const [garments] = await client.sources.list()
  const population = { kind: 'source' as const, sourceId: garments?.id ?? 0 }
  const whole = await client.evaluation.evaluate({ runId, population })

  // It has no engine: every prediction is one that the holder stored.
  const viewer = await startTestBackend()
  const path = (await client.projects.current())?.path ?? ''
  expect(await viewer.client.projects.open({ path })).toMatchObject({ readOnly: { reason: 'locked' } })
  const evaluate = () => viewer.client.evaluation.evaluate({ runId, population })
  const labelledAs = (classId: number) => viewer.client.images.query({ filter: { classes: [classId] } })
  const foreign = (one: Awaited<ReturnType<typeof evaluate>>) => one.foreignClasses.map(({ name }) => name)
  expect(await evaluate()).toMatchObject({ count: whole.count, correct: whole.correct })

  // The model says the fourth class of everything: a label of another class that becomes the fourth is one more hit.
  const [other = 0, , , dress = 0] = whole.classes.map(({ id }) => id ?? 0)
  const before = await labelledAs(dress)
  const [first = 0, second = 0] = (await labelledAs(other)).ids
  await client.annotations.label({ imageIds: [first], classId: dress })
  await expect.poll(async () => (await evaluate()).correct, soon).toBe(whole.correct + 1)
  expect((await labelledAs(dress)).ids).toHaveLength(before.ids.length + 1)

  await client.history.undo()
  await expect.poll(async () => (await evaluate()).correct, soon).toBe(whole.correct)

  await client.images.remove({ ids: [first] })
  await expect.poll(async () => (await evaluate()).count, soon).toBe(whole.count - 1)
  expect((await labelledAs(other)).ids).not.toContain(first)

  const { id: stranger } = await client.classes.create({ name: 'Stranger' })
  await client.annotations.label({ imageIds: [second], classId: stranger })
  await expect.poll(async () => foreign(await evaluate()), soon).toEqual(['Stranger'])
  const pairs = [{ from: stranger, to: dress }]
  await client.labelMaps.save({ runId, population, kind: 'by-hand', pairs })
  await expect.poll(async () => foreign(await evaluate()), soon).toEqual([])
  expect(await evaluate()).toMatchObject({ correct: whole.correct + 1, labelMap: { kind: 'by-hand' } })
  expect(viewer.logged).toEqual([])
})
