import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test } from '@playwright/test'

const root = process.env.VITRINE_ROOT ?? join(import.meta.dirname, '../..')
const folder = join(root, 'node_modules/electron')
const named = join(folder, 'path.txt')
const binary = existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8').trim()) : ''

test.skip(!existsSync(binary), 'Electron’s program is not installed on this machine')

test('the desktop’s own window opens the sample, labels a photo and ends', async () => {
  const userData = await mkdtemp(join(tmpdir(), 'vitrine-desktop-'))
  // Chromium refuses its sandbox to root.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({ executablePath: binary, args: [...flags, root, `--user-data-dir=${userData}`] })
  try {
    const page = await app.firstWindow()
    await page.getByRole('button', { name: /Open sample project/ }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
    await page.getByRole('grid').focus()
    await page.keyboard.press('4')
    await expect(page.getByRole('status').getByText(/labelled Dress/)).toBeVisible()
    expect(new URL(page.url()).protocol).toBe('app:')
    expect(await page.evaluate(() => 'require' in window)).toBe(false)
  } finally {
    await app.close()
    await rm(userData, { recursive: true, force: true })
  }
})
