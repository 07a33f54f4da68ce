export const engineStrings = {
  title: 'Engine',
  text: 'What can train on this machine, tested against the reference and timed.',
  measure: 'Measure again',
  measuring: 'Measuring…',
  failed: (reason: string) => `The last check came to no result. ${reason}`,
  chosen: 'used',
  available: 'works',
  out: 'out',
  columns: {
    name: 'Back end',
    state: 'State',
    version: 'Version',
    device: 'Device',
    threads: 'Threads',
    selfTest: 'Self-test',
    step: 'Training step',
    reason: 'Why, and what to do'
  },
  device: (device: string, memory: string | null, driver: string | null) =>
    [device, memory, driver && `driver ${driver}`].filter(Boolean).join(', '),
  selfTest: (ok: boolean, error: string | null) =>
    `${ok ? 'passed' : 'failed'}, ${error === null ? 'values that are no numbers' : `largest error ${error}`}`,
  step: (ms: string, speed: string) => `${ms} ms, ${speed} img/s`,
  stepHint: 'Scratch at batch 64',
  native: 'TensorFlow in your cache',
  nativeText: 'Fetched once, used by all projects; nothing is fetched without your asking.',
  installed: 'It is installed.',
  install: (size: string) => `Install (${size})`,
  installAgain: (size: string) => `Install again (${size})`,
  starting: 'Starting…',
  looking: 'Looking…',
  cancel: 'Cancel',
  cancelled: 'The installation was cancelled; nothing of it is left.',
  uninstall: 'Uninstall…',
  uninstallTitle: 'Uninstall TensorFlow?',
  uninstallText: (size: string | null) =>
    `Its files leave your cache, and all projects train on WebAssembly until it is installed again${size === null ? '' : ` (${size} to fetch)`}. Runs and their weights stay.`,
  uninstallNow: 'Uninstall',
  keep: 'Keep it',
  gpu: 'With NVIDIA’s libraries',
  gpuUnproven:
    'Not tried on a card so far: its speed and exact repetition are unknown. The self-test decides whether it is used. About 5 GB more are fetched.',
  none: 'No engine works here. Training is not possible until one does.'
} as const
