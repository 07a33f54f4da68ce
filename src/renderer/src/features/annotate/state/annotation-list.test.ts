import { describe, expect, test } from 'vitest'
import type { Annotation, Region } from '@shared/contract/annotations'
import { createAnnotationList } from './annotation-list'

const region: Region = { kind: 'rect', x: 1, y: 2, w: 30, h: 40 }
const moved: Region = { ...region, x: 9 }
const author = { author: 'A', createdAt: '2026-01-01T00:00:00.000Z', modifiedAt: '2026-01-01T00:00:00.000Z' }

/** A backend that answers only when told, one call at a time, in the order of the calls. */
function createBackend() {
  let stored: readonly Annotation[] = []
  let nextId = 1
  const calls: { name: string; input: unknown; answer: () => void; refuse: (error: Error) => void }[] = []
  const call =
    <I, O>(name: string, work: (input: I) => O) =>
    (input: I) =>
      new Promise<O>((resolve, reject) => {
        calls.push({ name, input, answer: () => resolve(work(input)), refuse: reject })
      })
  const find = (id: string): Annotation => {
    const found = stored.find(annotation => annotation.id === id)
    if (!found) throw new Error(`no annotation ${id}`)
    return found
  }
  const client = {
    list: call('list', ({ ids }: { ids?: readonly string[] }) =>
      stored.filter(({ id }) => ids === undefined || ids.includes(id))
    ),
    create: call('create', (input: { imageId: number; region: Region; classId?: number | null }) => {
      const made: Annotation = {
        id: `kept-${nextId++}`,
        imageId: input.imageId,
        region: input.region,
        classId: input.classId ?? null,
        status: 'unlabelled',
        note: '',
        confidence: null,
        seenPredictions: false,
        provenance: null,
        ...author
      }
      stored = [...stored, made]
      return made
    }),
    update: call('update', ({ id, gesture: _, ...change }: { id: string; gesture?: string }) => {
      const next = { ...find(id), ...change }
      stored = stored.map(annotation => (annotation.id === id ? next : annotation))
      return next
    }),
    remove: call('remove', ({ ids }: { ids: string[] }) => {
      stored = stored.filter(({ id }) => !ids.includes(id))
      return { removed: ids.length }
    })
  }
  const turn = async (): Promise<void> => void (await new Promise(resolve => setTimeout(resolve, 0)))
  async function answer(name: string): Promise<unknown> {
    await turn()
    const next = calls.shift()
    expect(next?.name).toBe(name)
    next?.answer()
    await turn()
    return next?.input
  }
  async function refuse(name: string): Promise<void> {
    await turn()
    const next = calls.shift()
    expect(next?.name).toBe(name)
    next?.refuse(new Error('refused'))
    await turn()
  }
  const failures: unknown[] = []
  const list = createAnnotationList(7, {
    // The fake keeps whatever it is given; its calls have the contract's names and answers.
    client: client as unknown as Parameters<typeof createAnnotationList>[1]['client'],
    onFailure: error => failures.push(error)
  })
  return { list, answer, refuse, calls, failures, put: (next: readonly Annotation[]) => (stored = next) }
}

const regions = (list: readonly Annotation[]): Region[] => list.map(annotation => annotation.region)

describe('annotations of an image', () => {
  test('a box is there at once, and what is done to it before it is kept follows it', async () => {
    const { list, answer } = createBackend()
    void list.refresh()
    await answer('list')
    const id = list.create({ region, classId: null })
    list.update(id, { region: moved })
    list.update(id, { classId: 3 })
    expect(list.list.value).toMatchObject([{ id, region: moved, classId: 3, status: 'labelled' }])
    expect(await answer('create')).toMatchObject({ imageId: 7, region })
    expect(list.idOf(id)).toBe('kept-1')
    expect(await answer('update')).toEqual({ id: 'kept-1', region: moved })
    expect(await answer('update')).toEqual({ id: 'kept-1', classId: 3 })
    expect(list.list.value).toMatchObject([{ id: 'kept-1', region: moved, classId: 3 }])
  })

  test('a key run sends where it has got to, not every step of it', async () => {
    const { list, answer, calls } = createBackend()
    const id = list.create({ region, classId: null })
    await answer('create')
    for (let x = 2; x <= 20; x++) list.update(id, { region: { ...region, x } }, 'run-1')
    await answer('update')
    expect(await answer('update')).toEqual({ id: 'kept-1', region: { ...region, x: 20 }, gesture: 'run-1' })
    expect(calls).toEqual([])
  })

  test('a refused edit is taken back, and the edits after it stand', async () => {
    const { list, answer, refuse, failures } = createBackend()
    const id = list.create({ region, classId: null })
    await answer('create')
    list.update(id, { region: moved })
    list.update(id, { note: 'kept' })
    await refuse('update')
    expect(regions(list.list.value)).toEqual([region])
    await answer('list')
    await answer('update')
    expect(list.list.value).toMatchObject([{ region, note: 'kept' }])
    expect(failures).toHaveLength(1)
  })

  test('a box that could not be made takes its edits along', async () => {
    const { list, refuse, calls } = createBackend()
    const id = list.create({ region, classId: null })
    list.update(id, { region: moved })
    await refuse('create')
    expect(list.list.value).toEqual([])
    expect(calls.map(({ name }) => name)).toEqual(['list'])
    await list.settled()
  })

  test('an answer older than an edit does not undo it', async () => {
    const { list, answer, calls } = createBackend()
    const id = list.create({ region, classId: null })
    await answer('create')
    void list.refresh()
    list.update(id, { region: moved })
    const stale = calls.shift()
    await answer('update')
    stale?.answer()
    await answer('list')
    expect(regions(list.list.value)).toEqual([moved])
  })

  test('what another window did appears, under what is still waiting here', async () => {
    const { list, answer, put } = createBackend()
    const id = list.create({ region, classId: null })
    await answer('create')
    const [box] = list.list.value
    if (!box) throw new Error('no box')
    put([{ ...box, note: 'from elsewhere' }])
    void list.refresh()
    await answer('list')
    list.update(id, { region: moved })
    expect(list.list.value).toMatchObject([{ note: 'from elsewhere', region: moved }])
  })

  test('of many boxes only the changed ones are fetched; one that comes back stands where it stood', async () => {
    const { list, answer, calls, put } = createBackend()
    const box = (id: string, minute: number, note = ''): Annotation => ({
      ...{ id, imageId: 7, region, classId: null, status: 'unlabelled' as const, note, ...author },
      ...{ confidence: null, seenPredictions: false, provenance: null },
      createdAt: `2026-01-01T00:0${minute}:00.000Z`
    })
    const ids = () => list.list.value.map(({ id }) => id)
    put([box('a', 1), box('b', 2), box('c', 3)])
    void list.refresh(['b'])
    // Before anything is known, all is fetched.
    expect(await answer('list')).toEqual({ imageId: 7 })
    const [, , untouched] = list.list.value

    put([box('a', 1, 'changed'), box('c', 3), box('d', 4)])
    void list.refresh(['a', 'b'])
    void list.refresh(['d'])
    expect(await answer('list')).toEqual({ imageId: 7, ids: ['a', 'b'] })
    expect(await answer('list')).toEqual({ imageId: 7, ids: ['d'] })
    expect(ids()).toEqual(['a', 'c', 'd'])
    expect(list.list.value[0]?.note).toBe('changed')
    expect(list.list.value[1]).toBe(untouched)

    put([box('a', 1), box('b', 2), box('c', 3), box('d', 4)])
    void list.refresh(['b'])
    await answer('list')
    expect(await answer('list')).toEqual({ imageId: 7 })
    expect(ids()).toEqual(['a', 'b', 'c', 'd'])
    expect(calls).toEqual([])
  })
})
