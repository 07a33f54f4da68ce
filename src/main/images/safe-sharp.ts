import sharp from 'sharp'

/**
 * The one `sharp` of this program: import it from here, never from the package.
 * Only the six formats that Vitrine reads are ever given to a decoder; SVG, PDF and ImageMagick loaders reach out to files.
 */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadTiff',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif'
  ]
})
// Threads inside one operation; how many run side by side is a gate's business.
sharp.concurrency(2)
// Operations are rarely repeated and files never read by path: a small cache keeps memory flat.
sharp.cache({ memory: 32, files: 0, items: 32 })

export { sharp }
export type { Sharp } from 'sharp'
