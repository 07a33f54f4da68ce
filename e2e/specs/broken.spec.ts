import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../host'
import { trainSample } from './judged-project'

const addresses = [
  ...['cross-validation', 'compare', 'preprocessing'],
  ...['publish', 'publish?tab=manifests', 'publish?tab=share', 'publish?tab=sas'],
  ...['settings?tab=general', 'settings?tab=network', 'settings?tab=project', 'settings?tab=about']
]
const titles = ['Compare', 'Publish', 'Settings']

test('screens whose answers fail say so and have no finding of axe', async ({ page, host }) => {
  await trainSample(host.client, ['simple-cnn'])
  await page.goto(`${host.origin}/?loaded#/library`)
  await expect(page.getByRole('gridcell').first()).toBeVisible()
  // What the window knows stays, every further question fails.
  await page.route(/\/rpc\/(?!events)/, route => route.abort())
  for (const [at, address] of addresses.entries()) {
    await page.emulateMedia({ colorScheme: at % 2 === 0 ? 'light' : 'dark', reducedMotion: 'reduce' })
    await page.goto(`${host.origin}/?loaded#/${address}`)
    const title = titles.find(name => address.startsWith(name.toLowerCase())) ?? 'Evaluate'
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    // Without its lists a screen of figures has nothing to show but why.
    if (/^(cross-validation|compare|preprocessing)/.test(address))
      await expect(page.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect.soft(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }
})
