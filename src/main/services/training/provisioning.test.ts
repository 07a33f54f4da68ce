import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/test-backend'
import { createProvisioner, type ProvisionStep } from './provisioning'

/** A program folder whose set-up is this script. */
async function programWith(script: string): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'bin/provision'), { recursive: true })
  await writeFile(join(folder, 'bin/provision/engine.mjs'), script)
  return folder
}
const never = new AbortController().signal

test('progress is read from the set-up’s lines, its last line is the answer', async () => {
  const folder = await programWith(`
    console.error('Waiting for pip')
    console.error('Downloading TensorFlow 42 %')
    console.log(JSON.stringify({ args: process.argv.slice(2), available: true, reason: null, downloadBytes: 7 }))`)
  const steps: ProvisionStep[] = []
  const provisioner = createProvisioner(folder)
  await provisioner.install(true, step => steps.push(step), never)
  expect(steps).toEqual([
    { share: null, text: 'Waiting for pip' },
    { share: 0.42, text: 'Downloading TensorFlow' }
  ])
  expect(await provisioner.check(false)).toEqual({ installed: true, reason: null, downloadBytes: 7 })
})

test('its refusal is told in its own words, silence is no success', async () => {
  const refused = createProvisioner(
    await programWith(
      `console.log(JSON.stringify({ error: { code: 'ENGINE_FAILED', message: 'No compiler. Install g++.' } }))`
    )
  )
  await expect(refused.install(false, () => undefined, never)).rejects.toThrow('No compiler. Install g++.')
  const silent = createProvisioner(await programWith(''))
  await expect(silent.uninstall(false)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
})

test('an installation that is cancelled ends its process', async () => {
  const provisioner = createProvisioner(await programWith(`console.error('begun'); setInterval(() => {}, 1000)`))
  const abort = new AbortController()
  await expect(provisioner.install(false, () => abort.abort(), abort.signal)).rejects.toThrow()
})
