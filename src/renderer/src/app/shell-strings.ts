export const shellStrings = {
  product: 'Vitrine',
  screens: 'Screens',
  keys: 'Keys',
  settings: 'Settings',
  find: 'Find an item, a run or a command',
  findWithoutProject: 'Search projects or run a command',
  undo: 'Undo',
  redo: 'Redo',
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  undoOf: (title: string) => `Undo: ${title}`,
  redoOf: (title: string) => `Redo: ${title}`,
  theme: { system: 'Theme: follow system', light: 'Theme: light', dark: 'Theme: dark' },
  revision: (n: number) => `revision ${n}`,
  revisionHint: 'Frozen dataset revision that new runs point to',
  readOnly: 'read only',
  project: {
    menu: (name: string) => `Project ${name}`,
    start: 'Start screen',
    settings: 'Project and settings',
    close: 'Close project'
  },
  status: {
    label: 'Status',
    engineUnknown: 'Engine not checked yet',
    engineNone: 'No engine runs here',
    engineHint: 'Engine: what really computes. Opens the engine page.',
    noProject: 'No project open',
    saved: (time: string) => `Saved ${time}`,
    savedNothing: 'Saved',
    savedNow: 'Everything is saved as you work',
    local: 'Local files · no network needed',
    reconnecting: 'Reconnecting…',
    reconnectingHint: 'The program does not answer. What you see is the last known state.',
    connecting: 'Connecting…'
  },
  messages: { dismiss: 'Dismiss', copyDiagnosis: 'Copy diagnosis', copied: 'Copied', label: 'Messages' },
  error: {
    title: 'This screen stopped',
    text: 'Your work is saved. Reload the screen; when it stops again, copy the diagnosis into a report.',
    reload: 'Reload',
    copy: 'Copy diagnosis',
    copied: 'Copied',
    start: 'Start screen'
  },
  notFound: { title: 'No such screen', text: 'The address names no screen of this program.', start: 'Start screen' },
  sheet: {
    title: 'Keys',
    filter: 'Filter keys',
    none: 'No key matches.',
    change: 'Change keys',
    singleOff: 'Single-letter keys are turned off in the settings.'
  },
  palette: {
    title: 'Find an item, a run or a command',
    commands: 'Commands',
    items: 'Items',
    runs: 'Runs',
    none: (text: string) => `Nothing matches “${text}”`
  },
  scopes: {
    everywhere: 'Everywhere',
    start: 'Start',
    library: 'Library',
    annotate: 'Annotate and Item',
    train: 'Train',
    evaluate: 'Evaluate',
    compare: 'Compare',
    item: 'Item',
    charts: 'Charts'
  } as Readonly<Record<string, string>>,
  commands: {
    goTo: (title: string) => `Go to ${title}`,
    find: 'Find or run a command',
    undo: 'Undo',
    redo: 'Redo',
    save: 'Show when it was saved',
    nextRegion: 'Next region',
    previousRegion: 'Previous region',
    keys: 'Show keys',
    settings: 'Settings',
    jobs: 'Jobs',
    theme: 'Change theme',
    closeProject: 'Close project'
  },
  narrow: 'The window is too narrow for annotating.'
}
