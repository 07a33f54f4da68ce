import { plural } from '@/ui/format'

export const settingsStrings = {
  title: 'Settings',
  tabs: { general: 'General', keys: 'Keys', engine: 'Engine', network: 'Network', project: 'Project', about: 'About' },
  views: 'Parts of the settings',
  general: {
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    author: 'Your name',
    authorHint: 'Written into labels and boxes as their creator.',
    authorPlaceholder: 'not given',
    singleKeys: 'Single-letter keys',
    singleKeysHint: 'Off: only keys with Ctrl or Alt and function keys act.',
    engine: 'Engine',
    engines: { auto: 'Fastest that works', tensorflow: 'TensorFlow', wasm: 'WebAssembly', cpu: 'JavaScript' },
    engineHint: 'Used by new runs. A running one keeps its own.'
  },
  keys: {
    filter: 'Filter',
    change: (title: string) => `Change the keys of ${title}`,
    press: 'Press the keys, Esc leaves',
    reset: 'Reset',
    resetAll: 'Reset all',
    none: 'none',
    conflict: (titles: string) => `Also: ${titles}`,
    clear: 'Remove keys',
    hint: 'Commands of a screen are listed while it is open, or once it has been opened.'
  },
  network: {
    title: 'Allowed hosts',
    intro:
      'Vitrine fetches from the public internet only, and only when you ask. A server on this computer or in your institution’s own network is reached when it is listed here.',
    host: 'Host',
    placeholder: 'iiif.museum.local or 10.0.0.7:8080',
    invalid: 'A host is a name or a number, perhaps with a port, such as iiif.museum.local:8080.',
    allow: 'Allow',
    forbid: (host: string) => `Forbid ${host}`,
    none: 'None.'
  },
  project: {
    none: 'No project is open.',
    folder: 'Folder',
    reveal: 'Show in folder',
    warnings: 'Warnings',
    size: 'Size on disk',
    parts: { objects: 'Images and data', runs: 'Runs', cache: 'Cache', database: 'Database' },
    clean: 'Empty the cache',
    cleaned: 'Cache emptied. It fills again as you look at images.',
    verify: 'Check the project',
    verifying: 'Progress of the check',
    cancel: 'Cancel',
    verifyHint: 'Reads every object, compares its hash, and repairs what can be derived again.',
    fine: (n: number) => `${plural(n, 'object')} checked, no problem.`,
    problems: (n: number) => plural(n, 'problem'),
    repaired: 'repaired',
    readOnly: 'Read only'
  },
  about: {
    version: 'Version',
    host: 'Host',
    hosts: { electron: 'Desktop', node: 'Browser' },
    node: 'Node',
    electron: 'Electron',
    licence: 'Vitrine is free software under the MIT licence. It is built on these packages:',
    package: 'Package',
    packageLicence: 'Licence',
    reading: 'Reading…'
  }
}
