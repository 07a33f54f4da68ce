import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const shared = { '@shared': resolve('src/shared') }

/** One build, five programs: three hosts, the engine, and the renderer that all hosts serve. */
export default defineConfig({
  main: {
    resolve: { alias: shared },
    build: {
      rollupOptions: {
        input: {
          electron: resolve('src/main/hosts/electron/index.ts'),
          cli: resolve('src/main/hosts/cli/index.ts'),
          engine: resolve('src/main/engine/index.ts')
        }
      }
    }
  },
  preload: {
    resolve: { alias: shared },
    build: {
      rollupOptions: {
        input: resolve('src/preload/index.ts'),
        // Electron's sandboxed preloads are CommonJS only.
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    resolve: { alias: { ...shared, '@': resolve('src/renderer/src') } },
    // The content security policy lets no data: URL through, so that not even a small font may be inlined.
    build: { assetsInlineLimit: 0, rollupOptions: { input: resolve('src/renderer/index.html') } },
    plugins: [vue(), tailwindcss()]
  }
})
