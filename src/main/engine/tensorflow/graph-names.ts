/** Names of what is fed and fetched; the graph's only interface to the outside. */
export const names = {
  weightsDone: 'weights/done',
  slotsDone: 'slots/done',
  dataBytes: 'data/bytes',
  dataDone: 'data/done',
  trainIndices: 'train/indices',
  /** uint8 images: gathered from the resident data by index, or fed in their place. */
  trainBytes: 'train/bytes',
  /** float32 images: the bytes scaled, or fed in their place. */
  trainX: 'train/x',
  trainLabels: 'train/labels',
  trainWeights: 'train/weights',
  trainStep: 'train/step',
  trainLearningRate: 'train/learning_rate',
  trainAugmentation: 'train/augment/parameters',
  /** `[1 + batch]`: the loss, then the predicted class of each example. */
  trainResult: 'train/result',
  predictBytes: 'predict/bytes',
  predictX: 'predict/x',
  predictY: 'predict/y',
  /** Feeds and fetches of one variable. */
  set: ({ id }: { readonly id: string }): string => `set/${id}`,
  get: ({ id }: { readonly id: string }): string => `get/${id}`
}
