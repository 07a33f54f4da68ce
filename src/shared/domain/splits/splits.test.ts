import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SplitError, type SplitExamples } from './examples'
import { foldExamples } from './folds'
import { findLeaks } from './leaks'
import { splitExamples, STUDY_SPLIT } from './split'

const names = (count: number) => Array.from({ length: count }, (_, at) => `class ${at}`)
const tenClasses: SplitExamples = {
  labels: Int32Array.from({ length: 60_000 }, (_, at) => (at * 7) % 10),
  classNames: names(10)
}
const countIn = (labels: ArrayLike<number>, members: Int32Array, label: number) =>
  members.reduce((sum, index) => sum + Number(labels[index] === label), 0)

const anyExamples = fc
  .array(fc.record({ label: fc.integer({ min: -1, max: 3 }), image: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 12,
    maxLength: 120
  })
  .map(list => ({
    labels: list.map(example => example.label),
    groups: list.map(example => `image ${example.image}`),
    classNames: names(4)
  }))

describe('a split', () => {
  it("holds out the study's 15 % of every class", () => {
    const { train, val, test, notes } = splitExamples(tenClasses, STUDY_SPLIT)
    expect([train.length, val.length, test.length]).toEqual([51_000, 9_000, 0])
    for (let label = 0; label < 10; label++) expect(countIn(tenClasses.labels, val, label)).toBe(900)
    expect(new Set([...train, ...val]).size).toBe(60_000)
    expect(notes).toEqual([])
  })

  it('depends on the seed, and on nothing else', () => {
    const first = splitExamples(tenClasses, STUDY_SPLIT)
    expect(splitExamples(tenClasses, STUDY_SPLIT).val).toEqual(first.val)
    expect(splitExamples(tenClasses, { ...STUDY_SPLIT, seed: 43 }).val).not.toEqual(first.val)
  })

  it('never divides a group and loses no labelled example', () => {
    fc.assert(
      fc.property(anyExamples, fc.integer({ min: 0, max: 99 }), fc.boolean(), (examples, seed, stratified) => {
        const folds = tryOrSkip(() => foldExamples(examples, { folds: 3, seed, stratified }))
        if (!folds) return
        const seen = folds.folds.flatMap(fold => [...fold.val]).sort((a, b) => a - b)
        expect(seen).toEqual(examples.labels.flatMap((label, at) => (label === -1 ? [] : [at])))
        for (const { train, val } of folds.folds) {
          const learnt = new Set(Array.from(train, index => examples.groups[index]))
          expect(Array.from(val).filter(index => learnt.has(examples.groups[index]))).toEqual([])
        }
      })
    )
  })

  it('gives every class its share to within half an example, where images need not stay together', () => {
    // scikit-learn's train_test_split(stratify=…) is up to a whole one off: it keeps the total instead.
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 40, maxLength: 300 })
    fc.assert(
      fc.property(labels, fc.integer({ min: 0, max: 99 }), (drawn, seed) => {
        const { val } = splitExamples({ labels: drawn, classNames: names(5) }, { ...STUDY_SPLIT, seed })
        for (let label = 0; label < 5; label++) {
          const wanted = STUDY_SPLIT.val * drawn.filter(other => other === label).length
          expect(Math.abs(countIn(drawn, val, label) - wanted)).toBeLessThanOrEqual(0.5 + 1e-9)
        }
      })
    )
  })

  it('keeps class shares in grouped parts', () => {
    const labels = Array.from({ length: 900 }, (_, at) => Math.floor(at / 3) % 3)
    const groups = labels.map((_, at) => `photo ${Math.floor(at / 3)}`)
    const { val, test } = splitExamples(
      { labels, groups, classNames: names(3) },
      { ...STUDY_SPLIT, val: 0.2, test: 0.1 }
    )
    for (let label = 0; label < 3; label++) {
      expect(countIn(labels, val, label)).toBe(60)
      expect(countIn(labels, test, label)).toBe(30)
    }
  })

  it('says what happens to a class with few examples and to unlabelled ones', () => {
    const labels = [...Array.from({ length: 20 }, () => 0), 1, -1, -1]
    const { train, notes } = splitExamples({ labels, classNames: ['Coat', 'Bag', 'Shirt'] }, STUDY_SPLIT)
    expect(train).toContain(20)
    expect(notes).toEqual(['2 unlabelled examples are left out.', 'Bag has 1 example: none in validation.'])
  })

  it('refuses what would leave a part empty', () => {
    const two = { labels: [0, 1], classNames: names(2) }
    expect(() => splitExamples({ labels: [-1], classNames: names(2) }, STUDY_SPLIT)).toThrow('no labelled example')
    expect(() => splitExamples(two, STUDY_SPLIT)).toThrow('too few for a validation share of 15 %')
    expect(() => splitExamples(two, { ...STUDY_SPLIT, val: 1 })).toThrow('leave some for training')
    expect(() => splitExamples({ ...two, labels: [0, 2] }, STUDY_SPLIT)).toThrow('only 2 classes')
    expect(() => foldExamples(two, { folds: 3, seed: 1, stratified: true })).toThrow('Choose fewer folds')
    expect(() => foldExamples(two, { folds: 1, seed: 1, stratified: true })).toThrow('2 folds or more')
  })

  it('makes stratified folds of equal size where classes do not divide evenly', () => {
    const labels = Array.from({ length: 90 }, (_, at) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9][at % 10] ?? 0).concat([
      0, 1, 2, 3
    ])
    const { folds } = foldExamples({ labels, classNames: names(10) }, { folds: 4, seed: 42, stratified: true })
    expect(folds.map(fold => fold.val.length).sort()).toEqual([23, 23, 24, 24])
    for (const { val } of folds) {
      for (let label = 0; label < 10; label++) expect([2, 3]).toContain(countIn(labels, val, label))
    }
  })
})

describe('the leak check', () => {
  it('finds equal pixels across parts, labels that contradict each other, and divided images', () => {
    const report = findLeaks([
      { hash: 'a', part: 'train', label: 1, group: 'x' },
      { hash: 'b', part: 'train', label: 1, group: 'y' },
      { hash: 'a', part: 'test', label: 2, group: 'z' },
      { hash: 'b', part: 'train', label: 1, group: 'z' },
      { hash: 'c', part: 'val', label: -1 }
    ])
    expect(report.duplicates.map(duplicate => duplicate.hash)).toEqual(['a', 'b'])
    expect(report.leaks).toEqual([{ hash: 'a', indices: [0, 2], parts: ['train', 'test'], labelsDiffer: true }])
    expect(report.dividedGroups).toEqual(['z'])
  })
})

/** Random examples can be too few for three folds; the refusal has a test of its own. */
function tryOrSkip<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof SplitError) return null
    throw error
  }
}
