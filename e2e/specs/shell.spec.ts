import { expect, test } from '../host'

test('the palette finds another project by its name, from the start screen too', async ({ page, host }) => {
  const { client, userData } = host
  for (const name of ['Glove drawers', 'Costume plates']) {
    await client.projects.create({ name, folder: userData })
    await client.projects.close()
  }
  await expect(page.getByText('No project open')).toBeVisible()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Find an item, a run or a command' })
  await palette.getByRole('textbox').fill('glove')
  await expect(palette.getByRole('option', { name: 'Glove drawers' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Project Glove drawers' })).toBeVisible()
})
