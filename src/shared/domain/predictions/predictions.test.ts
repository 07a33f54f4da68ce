import { describe, expect, it } from 'vitest'
import { matchItems } from './match-items'
import { readPredictions } from './read-predictions'

const classes = ['T-shirt/top', 'Dress', 'Bag']
const codes = (text: string): readonly string[] => readPredictions(text, classes).problems.map(({ code }) => code)

describe('reading', () => {
  it('labels of a CSV table, class names without regard to case and punctuation', () => {
    const { sets, problems, ignored } = readPredictions(
      'file;label;remark\na.jpg;t shirt TOP;x\nb.jpg;Bag;y\n',
      classes
    )
    expect(problems).toEqual([])
    expect(ignored).toEqual(['remark'])
    expect(sets).toMatchObject([{ kind: 'labels', classes, rows: [{ predicted: 0 }, { predicted: 2 }] }])
  })

  it('a column per class, in the file’s own order; the highest is the prediction', () => {
    const { sets } = readPredictions('image,p_Bag,p_Dress\na,0.25,0.75\n', classes)
    expect(sets).toMatchObject([
      { kind: 'probabilities', classes: ['Bag', 'Dress'], rows: [{ predicted: 1, probabilities: [0.25, 0.75] }] }
    ])
  })

  it('a list or a record of probabilities in JSON', () => {
    const list = JSON.stringify({ name: 'theirs', classes, predictions: [{ item: 'a', probabilities: [0, 1, 0] }] })
    const record = JSON.stringify([{ item: 'a', probabilities: { Dress: 1, Bag: 0 } }])
    expect(readPredictions(list, classes).sets).toMatchObject([{ name: 'theirs', rows: [{ predicted: 1 }] }])
    expect(readPredictions(record, classes).sets).toMatchObject([
      { classes: ['Dress', 'Bag'], rows: [{ predicted: 0 }] }
    ])
  })

  it('what the study calls annotations_data: the true label is no prediction', () => {
    const text = JSON.stringify({ 0: { true_label: 'Bag', predicted_label: 'Dress', confidence: 0.9, image: 'a.jpg' } })
    const { sets, ignored } = readPredictions(text, classes)
    expect(sets).toMatchObject([{ kind: 'labels', rows: [{ keys: ['a.jpg', '0'], predicted: 1 }] }])
    expect(ignored).toEqual(['true_label', 'confidence'])
  })

  it('a column per model, where none is called a label', () => {
    const { sets } = readPredictions('file,truth,cnn,vit\na,Bag,Dress,Bag\n', classes)
    expect(sets.map(({ name, rows }) => [name, rows[0]?.predicted])).toEqual([
      ['cnn', 1],
      ['vit', 2]
    ])
  })

  it('says what is wrong, where', () => {
    expect(readPredictions('file,label\na,Hat\n,Bag\nb,\n', classes).problems).toMatchObject([
      { code: 'UNKNOWN_CLASS', at: 'row 2' },
      { code: 'NO_ITEM', at: 'row 3' },
      { code: 'NO_PREDICTION', at: 'row 4' }
    ])
    expect(codes('[{"file":"a","probabilities":[NaN]}]')).toEqual(['NOT_A_TABLE'])
    expect(codes('file,p_Dress,p_Hat\na,1,0\n')).toEqual(['UNKNOWN_CLASS'])
    expect(codes('file,Dress,p_dress\na,1,0\n')).toContain('WRONG_WIDTH')
    expect(codes('')).toEqual(['NOT_A_TABLE'])
    expect(codes('[]')).toEqual(['NOT_A_TABLE'])
    expect(codes('{"a": 1}')).toEqual(['NOT_A_TABLE'])
    expect(codes('{"classes": ["Hat", "Bag"], "predictions": [{"file": "a", "probabilities": [0.5, 0.5]}]}')).toEqual([
      'UNKNOWN_CLASS'
    ])
  })
})

describe('leading rows to items', () => {
  const items = [
    { name: 'a.jpg', names: ['urn:one', 'https://example.org/canvas/1', 'a.jpg'] },
    { name: 'b.jpg', names: ['urn:two', 'https://example.org/canvas/2', 'b.jpg'] },
    { name: 'b.jpg', names: ['urn:three', 'https://example.org/canvas/2', 'b.jpg'] }
  ]
  const row = (at: string, ...keys: string[]) => ({ at, keys, predicted: 0, probabilities: null })

  it('takes an exact text before a name without its folders and ending', () => {
    const { rowOf, missing } = matchItems([row('1', 'photos/A.png'), row('2', 'urn:three')], items)
    expect([...rowOf]).toEqual([0, -1, 1])
    expect(missing).toEqual(['b.jpg'])
  })

  it('lets a name that several share be told apart by another text of the row', () => {
    expect(matchItems([row('1', 'b.jpg')], items).problems).toMatchObject([{ code: 'AMBIGUOUS_ITEM' }])
    const { problems, rowOf } = matchItems([row('1', 'b.jpg', 'urn:two'), row('2', 'urn:three', 'a.jpg')], items)
    expect(problems).toEqual([])
    // The surer text holds where two contradict each other.
    expect([...rowOf]).toEqual([-1, 0, 1])
  })

  it('knows what it doesn’t know, and what came before', () => {
    const { problems } = matchItems([row('row 2', 'a.jpg'), row('row 3', 'urn:one'), row('row 4', 'c.jpg')], items)
    expect(problems).toMatchObject([
      { code: 'DUPLICATE_ITEM', at: 'row 3', message: '“urn:one” was predicted before, in row 2.' },
      { code: 'UNKNOWN_ITEM', at: 'row 4' }
    ])
  })
})
