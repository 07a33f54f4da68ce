/**
 * The import table of docs/architecture.md as lint rules: one row per folder, naming the folders of ours and the packages
 * that it may import. Tests are free to import what they test with.
 */

/** Folders under src/ that know of one another only as far as the table says. Longer paths are rows of their own. */
export const table = [
  { folder: 'shared/contract', own: [], packages: ['valibot', '@orpc/contract'] },
  { folder: 'shared/domain', own: ['shared/contract'], packages: [] },
  { folder: 'main/files', own: ['shared'], packages: ['node:*', 'yazl'] },
  { folder: 'main/images', own: ['shared', 'main/files'], packages: ['node:*', 'sharp', 'iiif-processor'] },
  { folder: 'main/net', own: ['shared'], packages: ['node:*'] },
  { folder: 'main/storage', own: ['shared', 'main/files'], packages: ['node:*', 'better-sqlite3', 'drizzle-orm'] },
  { folder: 'main/engine', own: ['shared', 'main/files'], packages: ['node:*', '@tensorflow/*'] },
  { folder: 'main/engine-client', own: ['shared'], packages: ['node:*'] },
  {
    folder: 'main/services',
    own: ['shared', 'main/storage', 'main/files', 'main/images', 'main/net', 'main/engine-client', 'main/ports'],
    packages: ['node:*', 'valibot', 'drizzle-orm']
  },
  {
    folder: 'main/http',
    own: ['shared', 'main/services', 'main/images'],
    packages: ['node:*', 'hono', '@orpc/server', 'valibot']
  },
  {
    folder: 'main/hosts/electron',
    own: [
      'main/backend',
      'main/ports',
      'main/files',
      'main/engine-client',
      'main/hosts/node',
      'main/hosts/listen',
      'main/hosts/window-state',
      'shared'
    ],
    packages: ['node:*', 'electron', '@orpc/client']
  },
  {
    folder: 'main/hosts/node',
    own: ['main/backend', 'main/ports', 'main/files', 'main/hosts/spawn', 'main/hosts/listen', 'shared'],
    packages: ['node:*']
  },
  {
    folder: 'main/hosts/cli',
    own: [
      'main/backend',
      'main/ports',
      'main/files',
      'main/hosts/node',
      'main/hosts/spawn',
      'main/hosts/listen',
      'shared'
    ],
    packages: ['node:*', '@orpc/client', 'valibot']
  },
  { folder: 'preload', own: ['shared/contract'], packages: ['electron'] },
  { folder: 'renderer/src/api', own: ['shared'], packages: ['@orpc/client'] },
  {
    folder: 'renderer/src/ui',
    own: ['shared'],
    packages: ['vue', 'reka-ui', '@lucide/vue', 'echarts', 'vue-echarts', '@tanstack/vue-virtual', '@vueuse/core']
  }
]

const all = [
  'shared/contract',
  'shared/domain',
  'main/files',
  'main/images',
  'main/net',
  'main/storage',
  'main/engine',
  'main/engine-client',
  'main/services',
  'main/http',
  'main/backend',
  'main/ports',
  'main/hosts/electron',
  'main/hosts/node',
  'main/hosts/cli',
  'main/hosts/spawn',
  'main/hosts/listen',
  'main/hosts/window-state',
  'preload',
  'renderer'
]

const within = (folder, allowed) => folder === allowed || folder.startsWith(`${allowed}/`)

/** Folders of ours that a row may not import. */
const forbidden = row =>
  all.filter(
    folder => folder !== row.folder && !within(row.folder, folder) && !row.own.some(allowed => within(folder, allowed))
  )

const escape = text => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** Matches every package name that none of the patterns allows; relative paths and our aliases are the zones' business. */
const otherPackages = packages => {
  const allowed = packages.map(name => (name.endsWith('*') ? escape(name.slice(0, -1)) : `${escape(name)}(?:$|\\/)`))
  return `^(?!\\.|@shared\\/|@\\/${allowed.map(pattern => `|${pattern}`).join('')})`
}

const rowRules = row => ({
  files: [`src/${row.folder}/**/*.{ts,vue}`],
  ignores: ['**/*.test.ts', '**/*.bench.ts', '**/testing/**', '**/golden/**'],
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        basePath: import.meta.dirname + '/..',
        zones: forbidden(row).map(folder => ({
          target: `./src/${row.folder}`,
          from: [`./src/${folder}`, `./src/${folder}.ts`],
          message: `${row.folder} may import of ours: ${row.own.join(', ') || 'nothing'}`
        }))
      }
    ],
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: otherPackages(row.packages),
            message: `${row.folder} may import the packages: ${row.packages.join(', ') || 'none'}`
          }
        ]
      }
    ]
  }
})

const renderer = {
  files: ['src/renderer/**/*.{ts,vue}'],
  ignores: ['**/*.test.ts', 'src/renderer/src/api/**', 'src/renderer/src/ui/**'],
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        basePath: import.meta.dirname + '/..',
        zones: [
          {
            target: './src/renderer',
            from: ['./src/main', './src/preload'],
            message: 'the renderer sees only src/shared'
          }
        ]
      }
    ],
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: '^(node:|electron$)', message: 'the renderer runs in a browser' }] }
    ]
  }
}

/** A feature uses another one only through its route. */
const features = [
  'annotate',
  'compare',
  'evaluate',
  'item',
  'jobs',
  'library',
  'preprocessing',
  'report',
  'settings',
  'start',
  'train',
  'import',
  'publish'
]
const featureRules = features.map(feature => ({
  files: [`src/renderer/src/features/${feature}/**/*.{ts,vue}`],
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        basePath: import.meta.dirname + '/..',
        zones: [
          ...features
            .filter(other => other !== feature)
            .map(other => ({
              target: `./src/renderer/src/features/${feature}`,
              from: `./src/renderer/src/features/${other}`,
              message: `${feature} may not use the inside of ${other}`
            })),
          {
            target: `./src/renderer/src/features/${feature}`,
            from: ['./src/main', './src/preload'],
            message: 'the renderer sees only src/shared'
          }
        ]
      }
    ]
  }
}))

export const importRules = [...table.map(rowRules), renderer, ...featureRules]
