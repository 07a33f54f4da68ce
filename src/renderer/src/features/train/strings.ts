export const trainStrings = {
  title: 'Train',
  tabs: { new: 'New run', runs: 'Runs' },
  data: {
    title: 'Data',
    frozen: 'frozen when the run starts',
    revision: 'Dataset revision',
    none: 'Choose a dataset',
    freeze: 'Freeze a dataset',
    source: 'Freeze from',
    all: 'All labelled images',
    validation: 'Validation share',
    counts: (train: string, validation: string, test: string) =>
      `Train ${train} · Validation ${validation} · Test ${test}`,
    leaks: (count: number) =>
      count === 0
        ? 'No leak: no image stands on both sides of the split.'
        : `${count} identical images stand on both sides of the split.`,
    emptyTitle: 'No dataset yet',
    emptyText: 'A dataset is a frozen list of labelled images with their split. Runs are trained on it.'
  },
  model: {
    title: 'Model',
    layerNames: 'Keras layer names',
    choose: 'Model',
    layer: 'Layer',
    shape: 'Output shape',
    parameters: 'Parameters',
    input: 'Input',
    total: 'Total',
    trainable: (trainable: string, rest: string) => `${trainable} trainable · ${rest} not`
  },
  training: {
    title: 'Training',
    names: 'names as in Keras',
    epochs: 'epochs',
    batch_size: 'batch_size',
    steps: (steps: string) => `${steps} steps / epoch`,
    optimizer: 'optimizer',
    learning_rate: 'learning_rate',
    seed: 'seed',
    engine: 'engine',
    engineAuto: 'fastest available'
  },
  callbacks: {
    title: 'Callbacks',
    EarlyStopping: 'val_loss · patience 3 · restore_best_weights',
    ReduceLROnPlateau: 'factor 0.5 · patience 2 · min_lr 1e-6',
    TerminateOnNaN: 'ends when the loss is no number'
  },
  start: 'Start run',
  needData: 'Freeze or choose a dataset first.',
  fix: 'Correct the marked fields first.',
  run: {
    title: (number: number, name: string) => `Run ${number} · ${name}`,
    none: 'No run yet',
    noneText: 'A run shows its curves here while it trains, and keeps them.',
    states: {
      queued: 'Queued',
      running: 'Running',
      paused: 'Paused',
      interrupted: 'Interrupted',
      finished: 'Finished',
      stopped: 'Stopped, best kept',
      failed: 'Failed'
    },
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop, keep best',
    cancel: 'Cancel',
    evaluate: 'Evaluate',
    epoch: (epoch: number, epochs: number) => `Epoch ${epoch} of ${epochs}`,
    batch: (batch: number, batches: number) => `batch ${batch} of ${batches}`,
    speed: (value: string) => `${value} img/s`,
    best: 'best',
    kept: 'kept',
    checkpoints: 'Epochs',
    announce: (epoch: number, accuracy: string) => `epoch ${epoch}, val accuracy ${accuracy}`
  },
  chart: {
    loss: 'Loss by epoch',
    accuracy: 'Accuracy by epoch',
    batch: 'Loss by batch',
    by: 'Curve by',
    byEpoch: 'Epoch',
    byBatch: 'Batch',
    train: 'train',
    validation: 'validation'
  },
  runs: {
    label: 'Runs',
    columns: {
      number: 'Run',
      name: 'Name',
      state: 'State',
      model: 'Model',
      val_accuracy: 'val_accuracy',
      epochs: 'Epochs',
      engine: 'Engine',
      created: 'Started'
    },
    empty: 'No run yet',
    emptyText: 'Start one under New run.'
  }
}
