import { beforeEach, describe, expect, test } from 'vitest'
import { computed, shallowRef } from 'vue'
import type { Annotation, Region } from '@shared/contract/annotations'
import type { ClassEntry } from '@shared/contract/classes'
import type { Image } from '@shared/contract/images'
import type { AnnotationList } from './annotation-list'
import { createEditing } from './editing'
import { withChange } from './edits'
import { createKeyboardDrawing } from './keyboard-drawing'

const at = '2026-01-01T00:00:00.000Z'
const rect = (x: number, y: number, w: number, h: number): Region => ({ kind: 'rect', x, y, w, h })
const annotation = (id: string, region: Region, more: Partial<Annotation> = {}): Annotation => ({
  id,
  imageId: 1,
  region,
  classId: null,
  status: 'unlabelled',
  note: '',
  author: '',
  createdAt: at,
  modifiedAt: at,
  confidence: null,
  seenPredictions: false,
  provenance: null,
  ...more
})
const suggestion = (id: string, confidence: number): Annotation =>
  annotation(id, rect(0, 0, 10, 10), { status: 'suggested', classId: 4, confidence, author: 'model:x' })

// Only the size matters here.
const image = { id: 1, name: 'a', width: 100, height: 80 } as Image
const coat: ClassEntry = {
  id: 4,
  name: 'Coat',
  position: 4,
  color: '#a7baff',
  guideline: '',
  exampleImageIds: [],
  count: 0
}

function setUp(initial: readonly Annotation[], canEdit = true) {
  const kept = shallowRef(initial)
  const gestures: (string | undefined)[] = []
  const said: string[] = []
  const list: AnnotationList = {
    imageId: 1,
    list: computed(() => kept.value),
    loaded: computed(() => true),
    pending: computed(() => false),
    refresh: async () => undefined,
    settled: async () => undefined,
    idOf: id => id,
    create({ region, classId }) {
      const id = `new-${kept.value.length}`
      kept.value = [...kept.value, withChange(annotation(id, region), { classId })]
      return id
    },
    update(id, change, gesture) {
      gestures.push(gesture)
      kept.value = kept.value.map(one => (one.id === id ? withChange(one, change) : one))
    },
    remove: id => void (kept.value = kept.value.filter(one => one.id !== id))
  }
  const imageRef = shallowRef<Image | null>(image)
  const announce = (text: string): void => void said.push(text)
  const editing = createEditing({
    image: imageRef,
    annotations: shallowRef(list),
    findClass: id => (id === coat.id ? coat : null),
    canEdit: () => canEdit,
    announce,
    announceAtRest: announce
  })
  const drawing = createKeyboardDrawing({ image: imageRef, editing, announce, announceAtRest: announce })
  const regionOf = (id: string): Region | undefined => kept.value.find(one => one.id === id)?.region
  return { editing, drawing, kept, gestures, said, regionOf }
}

describe('editing', () => {
  let { editing, drawing, kept, gestures, said, regionOf } = setUp([])
  beforeEach(() => {
    ;({ editing, drawing, kept, gestures, said, regionOf } = setUp([
      annotation('a', rect(10, 10, 20, 20)),
      annotation('b', rect(70, 50, 30, 30))
    ]))
  })

  test('a run of arrow keys is one gesture, stops at the border, and is read out', () => {
    editing.select('b')
    editing.nudge(-1, 0)
    editing.nudge(10, 10)
    editing.growBy('nw', 5, 0)
    expect(regionOf('b')).toEqual(rect(75, 50, 25, 30))
    expect(new Set(gestures).size).toBe(1)
    expect(said.at(-1)).toBe('x 75, y 50, w 25, h 30')
    editing.select('a')
    editing.nudge(1, 0)
    expect(new Set(gestures).size).toBe(2)
  })

  test('Tab walks through the boxes and out at both ends', () => {
    expect(editing.hasNext(-1)).toBe(false)
    editing.selectNext(1)
    editing.selectNext(1)
    expect(editing.selected.value?.name).toBe('Box 2')
    expect(editing.hasNext(1)).toBe(false)
  })

  test('a label goes to the selected box, with several and none selected to the image', () => {
    editing.select('b')
    editing.label(4)
    expect(kept.value[1]).toMatchObject({ classId: 4, status: 'labelled' })
    editing.select(null)
    editing.label(4)
    expect(kept.value.map(({ region }) => region.kind)).toEqual(['rect', 'rect', 'whole'])
    editing.label(null)
    expect(kept.value[2]).toMatchObject({ classId: null, status: 'unlabelled' })
  })

  test('"not one of the classes" takes the label off; "reviewed" leaves it', () => {
    editing.select('a')
    editing.label(4)
    editing.setStatus('reviewed')
    expect(kept.value[0]).toMatchObject({ classId: 4, status: 'reviewed' })
    editing.setStatus('outside')
    expect(kept.value[0]).toMatchObject({ classId: null, status: 'outside' })
  })

  test('a locked label stays for box after box, with the tool kept in hand', () => {
    editing.lock(4)
    editing.tool.value = 'rectangle'
    editing.draw(rect(1, 1, 5, 5))
    editing.draw(rect(9, 9, 5, 5))
    expect(kept.value.slice(2).map(({ classId }) => classId)).toEqual([4, 4])
    expect(editing.tool.value).toBe('rectangle')
    editing.lock(4)
    editing.draw(rect(20, 1, 5, 5))
    expect(kept.value.at(-1)?.classId).toBeNull()
    expect(editing.tool.value).toBe('select')
  })

  test('a digit before drawing labels the box that is drawn, and N does it again', () => {
    editing.tool.value = 'rectangle'
    editing.label(4)
    editing.draw(rect(1, 1, 5, 5))
    editing.repeat()
    editing.draw(rect(20, 1, 5, 5))
    expect(kept.value.slice(2).map(({ classId }) => classId)).toEqual([4, 4])
  })

  test('by keys a box is drawn between two corners', () => {
    expect(drawing.begin({ x: 50, y: 40 })).toBe(false)
    editing.tool.value = 'rectangle'
    expect(drawing.begin({ x: 50.4, y: 40 })).toBe(true)
    drawing.enter()
    drawing.enter()
    expect(kept.value).toHaveLength(2)
    drawing.move(-10, 5)
    drawing.enter()
    expect(kept.value.at(-1)?.region).toEqual(rect(40, 40, 10, 5))
    expect(drawing.crosshair.value).toBeNull()
    expect(editing.selected.value?.name).toBe('Box 3')
  })

  test('suggestions come least certain first; accepting keeps the class, rejecting takes the box away', () => {
    ;({ editing, kept } = setUp([suggestion('sure', 0.9), suggestion('odd', 0.4), suggestion('fair', 0.6)]))
    expect(editing.suggestion.value?.annotation.id).toBe('odd')
    editing.takeSuggestion(true)
    expect(kept.value.find(({ id }) => id === 'odd')).toMatchObject({
      classId: 4,
      status: 'labelled',
      confidence: null
    })
    expect(editing.suggestion.value?.annotation.id).toBe('fair')
    editing.takeSuggestion(false)
    expect(kept.value.map(({ id }) => id)).toEqual(['sure', 'odd'])
  })

  test('rejecting what a model says of a box that was there before leaves the box', () => {
    const earlier = { createdAt: '2026-01-01T00:00:00.000Z', modifiedAt: '2026-01-02T00:00:00.000Z' }
    ;({ editing, kept } = setUp([{ ...suggestion('mine', 0.5), ...earlier }]))
    editing.takeSuggestion(false)
    expect(kept.value).toMatchObject([{ id: 'mine', classId: null, status: 'unlabelled' }])
  })

  test('rejecting what a model says of a whole image leaves an image without a label, so that it is counted', () => {
    ;({ editing, kept } = setUp([{ ...suggestion('all', 0.5), region: { kind: 'whole' } }]))
    editing.takeSuggestion(false)
    expect(kept.value).toMatchObject([{ id: 'all', classId: null, status: 'unlabelled' }])
  })

  test('a project that is read only stays as it is', () => {
    ;({ editing, drawing, kept } = setUp([annotation('a', rect(10, 10, 20, 20))], false))
    const before = kept.value
    editing.select('a')
    editing.nudge(1, 1)
    editing.label(4)
    editing.setStatus('reviewed')
    editing.removeSelected()
    editing.draw(rect(1, 1, 2, 2))
    expect(kept.value).toBe(before)
  })
})
