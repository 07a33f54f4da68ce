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
      // Its package.json lists thousands of paths, which Node reads for each of its modules: half a second of every start.
      externalizeDeps: { exclude: ['drizzle-orm'] },
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
    build: {
      // electron-vite leaves code as it is written; a window starts sooner with half of it.
      minify: true,
      // The content security policy lets no data: URL through, so that not even a small font may be inlined.
      assetsInlineLimit: 0,
      rollupOptions: { input: resolve('src/renderer/index.html') }
    },
    plugins: [vue(), tailwindcss()]
  }
})
